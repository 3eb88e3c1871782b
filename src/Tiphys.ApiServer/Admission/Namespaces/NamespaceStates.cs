using System.Runtime.CompilerServices;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Namespaces;

/// <summary>Namespaces decoded once per version, for checks that run on every write.</summary>
internal static class NamespaceStates
{
    private static readonly ConditionalWeakTable<StoredObject, DocObject> Decoded = [];

    /// <summary>The namespace's document. Never to be changed.</summary>
    public static DocObject DocumentOf(StoredObject ns) => Decoded.GetValue(ns, static stored => stored.Decode());

    public static bool IsTerminating(StoredObject ns) => DocumentOf(ns).StringAt("status", "phase") == "Terminating";

    public static DocObject? LabelsOf(IObjectReader reader, string ns) =>
        reader.Get(BuiltInResources.Namespaces, "", ns) is { } stored ? DocumentOf(stored).ObjectLabels : null;
}

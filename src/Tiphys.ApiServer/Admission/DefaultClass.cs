using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission;

/// <summary>Finds the class that an annotation marks as the default of its kind; of several the newest, then the first by name.</summary>
internal static class DefaultClass
{
    public static DocObject? Find(IObjectReader reader, GroupResource resource, string annotation) => reader.List(resource, "")
        .Select(stored => stored.Decode())
        .Where(entry => entry.Annotation(annotation) == "true")
        .OrderByDescending(entry => entry.StringAt("metadata", "creationTimestamp"), StringComparer.Ordinal)
        .ThenBy(entry => entry.ObjectName, StringComparer.Ordinal)
        .FirstOrDefault();
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>The template generation of daemon sets, an annotation in apps/v1.</summary>
internal static class DaemonSetStrategy
{
    private const string Annotation = "deprecated.daemonset.template.generation";

    public static void Create(DocObject set)
    {
        var annotations = set.GetOrAddObject("metadata").GetOrAddObject("annotations");
        if (!long.TryParse(annotations.GetString(Annotation), out var generation) || generation < 1)
            annotations[Annotation] = "1";
    }

    public static void Update(DocObject updated, DocObject old)
    {
        var current = (old.GetPath("metadata", "annotations") as DocObject)?.GetString(Annotation);
        var generation = long.TryParse(current, out var value) ? value : 0;
        if (!SemanticEquality.AreEqual(updated.GetPath("spec", "template"), old.GetPath("spec", "template")))
            generation++;
        var text = generation.ToString(System.Globalization.CultureInfo.InvariantCulture);
        updated.GetOrAddObject("metadata").GetOrAddObject("annotations")[Annotation] = text;
    }
}

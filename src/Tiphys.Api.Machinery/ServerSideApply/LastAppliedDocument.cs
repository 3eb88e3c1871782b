using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>What kubectl's client-side apply keeps of a configuration, for its next three-way comparison.</summary>
internal static class LastAppliedDocument
{
    public const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The annotation's value for a configuration: without the annotation itself, names in order, as kubectl writes it.</summary>
    public static string Of(DocObject applied)
    {
        var sorted = Sorted(applied);
        if (sorted.GetPath("metadata", "annotations") is DocObject annotations)
            annotations.Remove(Annotation);
        return $"{sorted}\n";
    }

    private static DocObject Sorted(DocObject fields)
    {
        var sorted = new DocObject();
        foreach (var name in fields.Names.Order(StringComparer.Ordinal))
            sorted.Set(name, Sorted(fields[name]!));
        return sorted;
    }

    private static DocNode Sorted(DocNode value) => value switch
    {
        DocObject fields => Sorted(fields),
        DocArray items => new DocArray(items.Select(Sorted)),
        _ => value,
    };
}

using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>An object as it will be stored beside the one it replaces.</summary>
/// <param name="Old">Null for a creation.</param>
internal sealed record WrittenObject(DocObject Document, DocObject? Old)
{
    public string Name => (Document.GetPath("metadata", "name") as DocString)?.Value ?? "";

    public DocObject Spec => Document.GetObject("spec") ?? [];

    public DocObject? Annotations => Document.GetPath("metadata", "annotations") as DocObject;

    /// <summary>False for an update that left what the kind counts as its wishes alone.</summary>
    public bool IsNewGeneration => Old is null
        || (Document.GetPath("metadata", "generation") is { } generation && !generation.DeepEquals(Old.GetPath("metadata", "generation")));
}

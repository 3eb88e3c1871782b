using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Primitives.Faults;

namespace Tiphys.Cli.Manifests;

/// <summary>One object of a manifest and where it was read.</summary>
/// <param name="Source">The file and the document's number in it: <c>web.yaml#2</c>.</param>
public sealed record Manifest(string Source, DocObject Document)
{
    public string Kind => Document.GetString("kind") ?? throw Incomplete("kind");

    public GroupVersion GroupVersion =>
        GroupVersion.TryParse(Document.GetString("apiVersion"), out var value) ? value : throw Incomplete("apiVersion");

    public string Name => Document.GetObject("metadata")?.GetString("name") ?? throw Incomplete("metadata.name");

    public string? Namespace => Document.GetObject("metadata")?.GetString("namespace");

    /// <summary><c>deployment/web</c>, for messages.</summary>
    public string Title => $"{Kind.ToLowerInvariant()}/{Name}";

    private FaultException Incomplete(string field) => new("MANIFEST", $"{Source}: {field} is missing", "add the field; every object needs apiVersion, kind and metadata.name");
}

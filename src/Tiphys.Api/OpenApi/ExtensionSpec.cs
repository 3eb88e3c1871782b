using Tiphys.Api.Documents;

namespace Tiphys.Api.OpenApi;

/// <summary>What another server (an APIService's) describes of its own API.</summary>
/// <param name="V3">Its v3 documents, by path (<c>apis/GROUP/VERSION</c>), with the address that has the content's hash. That server answers for them.</param>
/// <param name="V2">Its v2 document, cut down to the versions it answers for; null if it has none. Read only.</param>
public sealed record ExtensionSpec(IReadOnlyDictionary<string, string> V3, DocObject? V2)
{
    /// <summary>Cuts a v2 document down to some paths and to the definitions that these need.</summary>
    /// <param name="prefixes">What kept paths start with.</param>
    public static DocObject Cut(DocObject v2, IReadOnlyList<string> prefixes) =>
        SpecFilter.ByPaths(v2, path => prefixes.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)));
}

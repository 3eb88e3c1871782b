using Tiphys.Api.Documents;

namespace Tiphys.Api.OpenApi;

/// <summary>Cuts OpenAPI v2 documents down.</summary>
internal static class SpecFilter
{
    /// <summary>A document with some of the paths; definitions that only the others need go with them. Shares nodes with <paramref name="spec"/>.</summary>
    public static DocObject ByPaths(DocObject spec, Func<string, bool> keep)
    {
        var paths = new DocObject();
        foreach (var (path, item) in spec.GetObject("paths") ?? [])
        {
            if (keep(path))
                paths.Add(path, item);
        }

        var definitions = spec.GetObject("definitions") ?? [];
        var neededBefore = SpecReferences.Needed(spec["paths"], definitions);
        var neededNow = SpecReferences.Needed(paths, definitions);
        var kept = new DocObject();
        foreach (var (name, definition) in definitions)
        {
            if (neededNow.Contains(name) || !neededBefore.Contains(name))
                kept.Add(name, definition);
        }

        var cut = new DocObject();
        foreach (var (name, value) in spec)
            cut.Add(name, name == "paths" ? paths : name == "definitions" ? kept : value);
        return cut;
    }
}

using System.Globalization;
using Tiphys.Api.Documents;

namespace Tiphys.Api.OpenApi;

/// <summary>
/// Puts the v2 documents of several servers into one. A path that is there already stays as it is; a definition or parameter of a taken name that means something
/// else gets another name (<c>_v2</c>, <c>_v3</c> ...), as kube-aggregator has it.
/// </summary>
internal static class SpecMerge
{
    private const string Kinds = "x-kubernetes-group-version-kind";

    /// <param name="target">Changed: its own members, and copies of the parts it shares.</param>
    /// <param name="source">Read only.</param>
    public static void Into(DocObject target, DocObject source)
    {
        var known = target.GetOrAddObject("paths");
        var rest = SpecFilter.ByPaths(source, path => !known.ContainsKey(path));
        if (rest.GetObject("paths") is not { Count: > 0 })
            return;
        rest = WithoutConflicts(target, rest, "definitions", EqualButForKinds);
        rest = WithoutConflicts(target, rest, "parameters", static (a, b) => a.DeepEquals(b));
        var definitions = target.GetOrAddObject("definitions");
        foreach (var (name, definition) in rest.GetObject("definitions") ?? [])
            definitions.Set(name, definitions[name] is DocObject standing ? WithKindsOf(standing, definition) : definition);
        var parameters = rest.GetObject("parameters");
        foreach (var (name, parameter) in parameters ?? [])
            target.GetOrAddObject("parameters").Set(name, parameter);
        foreach (var (path, item) in rest.GetObject("paths")!)
            known.Add(path, item);
    }

    private static DocObject WithoutConflicts(DocObject target, DocObject source, string section, Func<DocNode, DocNode, bool> same)
    {
        var (standing, coming) = (target.GetObject(section) ?? [], source.GetObject(section) ?? []);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in coming)
        {
            if (standing[name] is { } taken && !same(taken, value))
                names.Add(name, FreeName(name, value, standing, coming, names, same));
        }

        if (names.Count == 0)
            return source;
        var pointers = names.ToDictionary(pair => $"#/{section}/{pair.Key}", pair => $"#/{section}/{pair.Value}", StringComparer.Ordinal);
        var renamed = (DocObject)SpecReferences.Rename(source, pointers);
        var made = new DocObject();
        foreach (var (name, value) in renamed.GetObject(section) ?? [])
            made.Set(names.GetValueOrDefault(name, name), value);
        renamed[section] = made;
        return renamed;
    }

    private static string FreeName(
        string name, DocNode value, DocObject standing, DocObject coming, Dictionary<string, string> given, Func<DocNode, DocNode, bool> same)
    {
        for (var number = 2; ; number++)
        {
            var candidate = string.Create(CultureInfo.InvariantCulture, $"{name}_v{number}");
            if (standing[candidate] is { } taken ? same(taken, value) : !coming.ContainsKey(candidate) && !given.ContainsValue(candidate))
                return candidate;
        }
    }

    private static bool EqualButForKinds(DocNode a, DocNode b) =>
        a is DocObject left && b is DocObject right ? Without(left, Kinds).DeepEquals(Without(right, Kinds)) : a.DeepEquals(b);

    private static DocObject Without(DocObject owner, string left)
    {
        var made = new DocObject();
        foreach (var (name, value) in owner)
        {
            if (name != left)
                made.Add(name, value);
        }

        return made;
    }

    private static DocObject WithKindsOf(DocObject standing, DocNode other)
    {
        if ((other as DocObject)?.GetArray(Kinds) is not { } more)
            return standing;
        var kinds = new DocArray(standing.GetArray(Kinds) ?? []);
        foreach (var kind in more)
        {
            if (!kinds.Any(known => known.DeepEquals(kind)))
                kinds.Add(kind);
        }

        var made = Without(standing, Kinds);
        made.Add(Kinds, kinds);
        return made;
    }
}

using Tiphys.Api.Documents;

namespace Tiphys.Api.OpenApi;

/// <summary>The <c>$ref</c> pointers of OpenAPI v2 documents.</summary>
internal static class SpecReferences
{
    public const string Definitions = "#/definitions/";

    /// <summary>Every pointer within a node.</summary>
    public static void Collect(DocNode? node, HashSet<string> found)
    {
        if (node is DocArray array)
        {
            foreach (var item in array)
                Collect(item, found);
        }
        else if (node is DocObject owner)
        {
            foreach (var (name, value) in owner)
            {
                if (name == "$ref" && value is DocString pointer)
                    found.Add(pointer.Value);
                else
                    Collect(value, found);
            }
        }
    }

    /// <summary>The names of the definitions that a node needs, those that they need in turn included.</summary>
    public static HashSet<string> Needed(DocNode? node, DocObject definitions)
    {
        var pointers = new HashSet<string>(StringComparer.Ordinal);
        Collect(node, pointers);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Queue<string>(pointers);
        while (pending.TryDequeue(out var pointer))
        {
            if (!pointer.StartsWith(Definitions, StringComparison.Ordinal) || !names.Add(pointer[Definitions.Length..]))
                continue;
            var inner = new HashSet<string>(StringComparer.Ordinal);
            Collect(definitions[pointer[Definitions.Length..]], inner);
            foreach (var next in inner)
                pending.Enqueue(next);
        }

        return names;
    }

    /// <summary>A copy in which pointers are replaced.</summary>
    public static DocNode Rename(DocNode node, IReadOnlyDictionary<string, string> pointers)
    {
        if (node is DocArray array)
            return new DocArray(array.Select(item => Rename(item, pointers)));
        if (node is not DocObject owner)
            return node;
        var made = new DocObject();
        foreach (var (name, value) in owner)
            made.Add(name, name == "$ref" && value is DocString pointer && pointers.TryGetValue(pointer.Value, out var other) ? other : Rename(value, pointers));
        return made;
    }
}

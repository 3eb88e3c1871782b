using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources.Definitions;

/// <summary>The schemas inside a schema as it is written. A null where a schema is wanted is an empty schema.</summary>
internal static class SchemaParts
{
    public static readonly string[] Junctors = ["allOf", "anyOf", "oneOf"];

    public static IEnumerable<(string Name, DocObject Schema)> Properties(DocObject node)
    {
        foreach (var (name, value) in node.GetObject("properties") ?? [])
        {
            if (value is DocObject or DocNull)
                yield return (name, value as DocObject ?? []);
        }
    }

    public static DocObject? Property(DocObject node, string name) =>
        node.GetObject("properties") is { } all && all.ContainsKey(name) ? all[name] as DocObject ?? [] : null;

    /// <summary>The entries of a junctor with their paths.</summary>
    public static IEnumerable<(DocObject Schema, FieldPath Path)> Branches(DocObject node, string junctor, FieldPath path)
    {
        var list = node.GetArray(junctor) ?? [];
        for (var i = 0; i < list.Count; i++)
            yield return (list[i] as DocObject ?? [], path.Child(junctor).Index(i));
    }

    /// <summary>Whether the schemas say: an integer or a string, in this order and nothing else.</summary>
    public static bool IsIntOrString(DocArray? branches) => branches is { Count: 2 } && IsOnlyType(branches[0], "integer") && IsOnlyType(branches[1], "string");

    public static bool HasDefaults(DocObject node) => All(node).Any(schema => schema["default"] is not (null or DocNull));

    /// <summary>The node and every schema inside it.</summary>
    public static IEnumerable<DocObject> All(DocObject node)
    {
        yield return node;
        foreach (var inner in Inner(node).SelectMany(All))
            yield return inner;
    }

    private static IEnumerable<DocObject> Inner(DocObject node) =>
    [
        .. Properties(node).Select(property => property.Schema),
        .. new[] { node.GetObject("items"), node.GetObject("additionalProperties"), node.GetObject("not") }.OfType<DocObject>(),
        .. Junctors.SelectMany(junctor => Branches(node, junctor, FieldPath.Root)).Select(branch => branch.Schema),
    ];

    private static bool IsOnlyType(DocNode branch, string type) =>
        branch is DocObject schema && schema.Text("type") == type && schema.All(member => member.Key == "type" || member.Value is DocNull);
}

using Tiphys.Api.Documents;
using Tiphys.CompareServers.Schemas;

namespace Tiphys.CompareServers.Mutations;

/// <summary>All changes to try on an object: every field of its schema, whether the object has it or not, one at a time.</summary>
/// <param name="enter">Whether fields of a schema, by its name, are looked at too.</param>
internal sealed class MutationPlan(SchemaLibrary library, Func<string, bool> enter)
{
    private const int NewObjects = 2;
    private readonly ValueVariants _variants = new(library);
    private readonly List<Mutation> _plan = [];

    /// <summary>The changes of the members of an object.</summary>
    /// <param name="steps">Where the object is.</param>
    public IReadOnlyList<Mutation> Make(DocObject node, DocObject declared, object[] steps, Func<string, bool> field)
    {
        _plan.Clear();
        Members(node, library.Resolve(declared).Schema.GetObject("properties")!, steps, field, NewObjects);
        return [.. _plan];
    }

    private void Members(DocObject node, DocObject properties, object[] steps, Func<string, bool> field, int depth)
    {
        foreach (var (name, schema) in properties)
        {
            if (field(name))
                Field(node[name], (DocObject)schema, [.. steps, name], depth);
        }

        Try([.. steps, "unknownField"], "x");
    }

    private void Field(DocNode? node, DocObject declared, object[] steps, int depth)
    {
        var (schema, name) = library.Resolve(declared);
        if (node is null)
        {
            foreach (var value in _variants.Of(declared, enter(name) ? depth : 0))
                Try(steps, value);
            return;
        }

        Try(steps, null);
        Try(steps, DocNull.Instance);
        switch (node)
        {
            case DocObject members when schema.GetObject("properties") is { } properties:
                Try(steps, new DocObject());
                Try(steps, "x");
                if (enter(name))
                    Members(members, properties, steps, _ => true, depth);
                break;
            case DocObject members when schema.GetObject("additionalProperties") is { } values:
                Map(members, values, steps, depth);
                break;
            case DocArray items when schema.GetObject("items") is { } item:
                Items(items, item, steps, depth);
                break;
            default:
                foreach (var value in _variants.Of(declared, 1))
                    Try(steps, value);
                break;
        }
    }

    private void Items(DocArray items, DocObject item, object[] steps, int depth)
    {
        Try(steps, new DocArray());
        Try(steps, "x");
        if (items.Count == 0)
        {
            foreach (var value in _variants.Of(item, depth))
                Try(steps, new DocArray([value]));
            return;
        }

        Try([.. steps, items.Count], items[0]);
        Try([.. steps, items.Count], _variants.Least(item));
        Try([.. steps, items.Count], DocNull.Instance);

        // What further elements lack was tried with the first.
        for (var i = 0; i < items.Count; i++)
            Field(items[i], item, [.. steps, i], i == 0 ? depth : 0);
    }

    private void Map(DocObject members, DocObject values, object[] steps, int depth)
    {
        var first = members.Count > 0 ? members.First().Value : _variants.Least(values);
        Try(steps, new DocObject());
        Try(steps, "x");
        foreach (var key in (string[])["", "Bad Key!", "example.com/key", "/x", new('k', 64), "kubernetes.io/key"])
            Try([.. steps, key], first);
        foreach (var (key, value) in members)
            Field(value, values, [.. steps, key], depth);
    }

    private void Try(object[] steps, DocNode? value) => _plan.Add(new(steps, value));
}

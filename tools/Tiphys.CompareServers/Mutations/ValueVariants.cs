using Tiphys.Api.Documents;
using Tiphys.CompareServers.Schemas;

namespace Tiphys.CompareServers.Mutations;

/// <summary>Values for a field that an object does not have: of objects, one with what is required and then each further field in turn.</summary>
internal sealed class ValueVariants(SchemaLibrary library)
{
    // A schema of schemas, wide and without an end: not opened.
    private const string Endless = ".JSONSchemaProps";
    private static readonly DocNode Null = DocNull.Instance;

    /// <summary>The values.</summary>
    /// <param name="depth">How many objects may still be opened.</param>
    public IEnumerable<DocNode> Of(DocObject declared, int depth)
    {
        var (schema, name) = library.Resolve(declared);
        if (schema.GetObject("properties") is { } properties)
            return Objects(schema, properties, name.EndsWith(Endless, StringComparison.Ordinal) ? 0 : depth);
        if (schema.GetString("type") == "array")
            return Arrays(schema.GetObject("items")!, depth);
        if (schema.GetObject("additionalProperties") is { } values)
            return Maps(values, depth);
        return schema.GetString("type") == "object" ? [new DocObject(), "x"] : ScalarValues.For(schema);
    }

    /// <summary>The least value: objects with their required fields.</summary>
    public DocNode Least(DocObject declared, int depth = 4)
    {
        var (schema, _) = library.Resolve(declared);
        if (schema.GetObject("properties") is not { } properties)
            return ScalarValues.Plain(schema);
        var least = new DocObject();
        if (depth > 0)
        {
            foreach (var name in schema.GetArray("required")?.Strings() ?? [])
                least[name] = Least((DocObject)properties[name]!, depth - 1);
        }

        return least;
    }

    private IEnumerable<DocNode> Objects(DocObject schema, DocObject properties, int depth)
    {
        yield return new DocObject();
        yield return "x";
        var least = (DocObject)Least(schema);
        yield return least;
        if (depth <= 0)
            yield break;
        foreach (var (name, field) in properties)
        {
            foreach (var value in Of((DocObject)field, depth - 1))
            {
                var variant = least.Clone();
                variant[name] = value.DeepClone();
                yield return variant;
            }
        }
    }

    private IEnumerable<DocNode> Arrays(DocObject items, int depth)
    {
        yield return new DocArray();
        yield return new DocObject();
        yield return new DocArray([Null]);
        yield return new DocArray([Least(items), Least(items)]);
        foreach (var value in Of(items, depth))
            yield return new DocArray([value]);
    }

    private IEnumerable<DocNode> Maps(DocObject values, int depth)
    {
        var least = Least(values);
        yield return new DocObject();
        yield return new DocArray();
        yield return new DocObject { [""] = least };
        yield return new DocObject { ["Bad Key!"] = least };
        yield return new DocObject { [new string('k', 64)] = least };
        yield return new DocObject { ["example.com/key"] = least };
        foreach (var value in Of(values, depth))
            yield return new DocObject { ["key"] = value };
    }
}

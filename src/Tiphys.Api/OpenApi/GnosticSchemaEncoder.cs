using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;

namespace Tiphys.Api.OpenApi;

/// <summary>Writes schemas in the protobuf form of gnostic (message Schema of OpenAPIv2.proto).</summary>
internal sealed class GnosticSchemaEncoder(ProtoWriter output)
{
    private static readonly GnosticScalars Scalars = new()
    {
        Texts = new() { ["$ref"] = 1, ["format"] = 2, ["title"] = 3, ["description"] = 4, ["pattern"] = 13 },
        Doubles = new() { ["multipleOf"] = 6, ["maximum"] = 7, ["minimum"] = 9 },
        Integers = new() { ["maxLength"] = 11, ["minLength"] = 12, ["maxItems"] = 14, ["minItems"] = 15, ["maxProperties"] = 17, ["minProperties"] = 18 },
        Flags = new() { ["exclusiveMaximum"] = 8, ["exclusiveMinimum"] = 10, ["uniqueItems"] = 16 },
    };

    public void Nested(int field, DocObject schema)
    {
        var start = output.Begin(field);
        Schema(schema);
        output.End(start);
    }

    public void Schema(DocObject schema)
    {
        foreach (var (name, value) in schema)
        {
            if (!Scalars.TryWrite(output, name, value))
                Structure(name, value);
        }

        Extensions(31, schema);
    }

    /// <summary>Writes the members whose names start with x-, each with its value as YAML; JSON is YAML.</summary>
    public void Extensions(int field, DocObject of)
    {
        foreach (var (name, value) in of)
        {
            if (!name.StartsWith("x-", StringComparison.Ordinal))
                continue;
            var entry = output.Begin(field);
            output.Text(1, name);
            Any(2, value);
            output.End(entry);
        }
    }

    private void Structure(string name, DocNode value)
    {
        switch (name, value)
        {
            case ("default", _):
                Any(5, value);
                break;
            case ("required", DocArray required):
                foreach (var field in required.Strings())
                    output.Text(19, field);
                break;
            case ("enum", DocArray values):
                foreach (var allowed in values)
                    Any(20, allowed);
                break;
            case ("additionalProperties", DocObject schema):
                Wrapped(21, () => Nested(1, schema));
                break;
            case ("type", DocString type):
                Wrapped(22, () => output.Text(1, type.Value));
                break;
            case ("items", DocObject items):
                Wrapped(23, () => Nested(1, items));
                break;
            case ("properties", DocObject properties):
                Wrapped(25, () => Properties(properties));
                break;
            default:
                break;
        }
    }

    private void Properties(DocObject properties)
    {
        foreach (var (name, schema) in properties)
        {
            Wrapped(1, () =>
            {
                output.Text(1, name);
                Nested(2, schema as DocObject ?? []);
            });
        }
    }

    private void Any(int field, DocNode value) => Wrapped(field, () => output.Text(2, value.ToString()));

    private void Wrapped(int field, Action write)
    {
        var start = output.Begin(field);
        write();
        output.End(start);
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;
using Tiphys.Api.Yaml;

namespace Tiphys.Api.OpenApi;

/// <summary>Writes schemas in the protobuf form of gnostic (message Schema of OpenAPIv3.proto).</summary>
internal sealed class GnosticV3SchemaEncoder(ProtoWriter output)
{
    private static readonly GnosticScalars Scalars = new()
    {
        Texts = new() { ["title"] = 9, ["pattern"] = 17, ["type"] = 25, ["description"] = 34, ["format"] = 35 },
        Doubles = new() { ["multipleOf"] = 10, ["maximum"] = 11, ["minimum"] = 13 },
        Integers = new() { ["maxLength"] = 15, ["minLength"] = 16, ["maxItems"] = 18, ["minItems"] = 19, ["maxProperties"] = 21, ["minProperties"] = 22 },
        Flags = new()
        {
            ["nullable"] = 1, ["readOnly"] = 3, ["writeOnly"] = 4, ["deprecated"] = 8, ["exclusiveMaximum"] = 12, ["exclusiveMinimum"] = 14, ["uniqueItems"] = 20,
        },
    };

    private static readonly Dictionary<string, int> Choices = new(StringComparer.Ordinal) { ["allOf"] = 26, ["oneOf"] = 27, ["anyOf"] = 28 };

    /// <summary>SchemaOrReference { Schema | Reference }.</summary>
    public void SchemaOrReference(DocObject schema)
    {
        if (schema.GetString("$ref") is { } target)
            output.Nested(2, () => output.Text(1, target));
        else
            output.Nested(1, () => Schema(schema));
    }

    /// <summary>Writes the members whose names start with x-, each with its value as YAML.</summary>
    public void Extensions(int field, DocObject of)
    {
        foreach (var (name, value) in of)
        {
            if (!name.StartsWith("x-", StringComparison.Ordinal))
                continue;
            output.Nested(field, () =>
            {
                output.Text(1, name);
                Any(2, value);
            });
        }
    }

    private void Schema(DocObject schema)
    {
        foreach (var (name, value) in schema)
        {
            if (Scalars.TryWrite(output, name, value))
                continue;
            if (value is DocArray schemas && Choices.TryGetValue(name, out var field))
                Each(field, schemas);
            else
                Structure(name, value);
        }

        Extensions(36, schema);
    }

    private void Structure(string name, DocNode value)
    {
        switch (name, value)
        {
            case ("required", DocArray required):
                foreach (var field in required.Strings())
                    output.Text(23, field);
                break;
            case ("enum", DocArray values):
                foreach (var allowed in values)
                    Any(24, allowed);
                break;
            case ("not", DocObject refused):
                output.Nested(29, () => Schema(refused));
                break;
            case ("items", DocObject items):
                output.Nested(30, () => output.Nested(1, () => SchemaOrReference(items)));
                break;
            case ("properties", DocObject properties):
                output.Nested(31, () => Properties(properties));
                break;
            case ("additionalProperties", DocObject schema):
                output.Nested(32, () => output.Nested(1, () => SchemaOrReference(schema)));
                break;
            case ("additionalProperties", DocBool allowed):
                output.Nested(32, () => output.Flag(2, allowed.Value));
                break;
            case ("default", _):
                output.Nested(33, () => Default(value));
                break;
            default:
                break;
        }
    }

    /// <summary>Defaults are numbers, flags or texts; gnostic has no form for others, which are written as empty.</summary>
    private void Default(DocNode value)
    {
        switch (value)
        {
            case DocNumber number:
                output.Double(1, number.AsDouble());
                break;
            case DocBool flag:
                output.Flag(2, flag.Value);
                break;
            case DocString text:
                output.Text(3, text.Value);
                break;
            default:
                break;
        }
    }

    private void Properties(DocObject properties)
    {
        foreach (var (name, schema) in properties)
        {
            output.Nested(1, () =>
            {
                output.Text(1, name);
                output.Nested(2, () => SchemaOrReference(schema as DocObject ?? []));
            });
        }
    }

    private void Each(int field, DocArray schemas)
    {
        foreach (var schema in schemas.Objects())
            output.Nested(field, () => SchemaOrReference(schema));
    }

    private void Any(int field, DocNode value) => output.Nested(field, () => output.Text(2, YamlWriter.Write(value)));
}

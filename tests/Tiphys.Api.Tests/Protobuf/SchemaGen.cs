using CsCheck;
using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Tests.Protobuf;

/// <summary>Makes documents that fit a schema, with every field now and then.</summary>
internal static class SchemaGen
{
    private const int Deepest = 6;

    public static Gen<DocNode> Of(Schema schema, int depth = 0) => schema.Type switch
    {
        SchemaType.Array => List(schema.Items!, depth),
        SchemaType.Map => Map(schema.Items!, depth),
        SchemaType.Boolean => Gen.Const((DocNode)DocBool.True),
        SchemaType.Integer => Gen.Int[1, int.MaxValue].Select(value => (DocNode)(long)value),
        SchemaType.Number => Gen.Int[1, 1000].Select(value => (DocNode)new DocNumber(value + 0.5)),
        SchemaType.Quantity => Gen.Int[1, 99].Select(value => (DocNode)$"{value}Mi"),
        SchemaType.IntOrString => Gen.OneOf(Gen.Int[1, 99].Select(value => (DocNode)(long)value), Gen.Const((DocNode)"25%")),
        SchemaType.Any => Free(schema),
        SchemaType.Object when schema.PreserveUnknownFields => Free(schema),
        SchemaType.Object => Object(schema, depth),
        _ => Text(schema),
    };

    private static Gen<DocNode> Text(Schema schema) => (schema.Format, Last(schema)) switch
    {
        ("byte", _) => Gen.Byte.Array[1, 8].Select(bytes => (DocNode)Convert.ToBase64String(bytes)),
        (_, "MicroTime") => Gen.Const((DocNode)"2026-01-02T03:04:05.000006Z"),
        ("date-time", _) => Gen.Const((DocNode)"2026-01-02T03:04:05Z"),
        (_, "Duration") => Gen.Const((DocNode)"1h2m3.5s"),
        _ => Gen.String[Gen.Char["aé\"\\\n/日\u0001"], 1, 6].Select(text => (DocNode)text),
    };

    private static Gen<DocNode> Free(Schema schema) => Last(schema) switch
    {
        "CustomResourceSubresourceStatus" => Gen.Const((DocNode)new DocObject()),
        "JSONSchemaPropsOrBool" => Gen.Bool.Select(value => (DocNode)value),
        "JSONSchemaPropsOrArray" => Gen.Const((DocNode)new DocObject { { "type", "string" } }),
        "JSONSchemaPropsOrStringArray" => Gen.Const((DocNode)new DocArray(["a", "b"])),
        _ => Gen.Const((DocNode)new DocObject { { "a", new DocArray([1, "b", DocNull.Instance]) }, { "f:c", new DocObject() } }),
    };

    private static Gen<DocNode> List(Schema item, int depth) => depth > Deepest
        ? Gen.Const((DocNode)DocNull.Instance)
        : Of(item, depth + 1).Array[1, 2].Select(items => (DocNode)new DocArray(items));

    private static Gen<DocNode> Map(Schema value, int depth) => depth > Deepest
        ? Gen.Const((DocNode)DocNull.Instance)
        : Of(value, depth + 1).Select(item => (DocNode)new DocObject { { "key/é", item } });

    // A field in four, so that wide kinds stay small and every field comes up.
    private static Gen<DocNode> Object(Schema schema, int depth)
    {
        if (depth > Deepest)
            return Gen.Const((DocNode)new DocObject());
        var fields = schema.Fields.Where(field => field.ProtobufNumber > 0).ToArray();
        return Gen.Int[0, 3].Array[fields.Length].SelectMany(chosen =>
        {
            var picked = fields.Where((_, at) => chosen[at] == 0).ToArray();
            var values = picked.Length == 0
                ? Gen.Const(Array.Empty<DocNode>())
                : picked.Aggregate(Gen.Const(Array.Empty<DocNode>()), (made, field) => Gen.Select(made, Of(field.Schema, depth + 1), (all, value) => (DocNode[])[.. all, value]));
            return values.Select(all => (DocNode)Made(picked, all));
        });
    }

    private static DocObject Made(SchemaField[] fields, DocNode[] values)
    {
        var made = new DocObject();
        for (var i = 0; i < fields.Length; i++)
        {
            if (values[i] is not DocNull)
                made.Add(fields[i].Name, values[i]);
        }

        return made;
    }

    private static string Last(Schema schema) => schema.Name is { } name ? name[(name.LastIndexOf('.') + 1)..] : "";
}

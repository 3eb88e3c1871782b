using Tiphys.Api.Schemas;

namespace Tiphys.Api.Protobuf;

/// <summary>The type of a field's value, or of a list's or map's element.</summary>
internal sealed class MessageValue
{
    public static readonly MessageValue Nothing = new(ValueKind.Message);
    private static readonly MessageValue Text = new(ValueKind.Text);

    private MessageValue(ValueKind kind) => Kind = kind;

    public ValueKind Kind { get; }

    /// <summary>The shape of a message.</summary>
    public MessageShape? Message { get; private init; }

    /// <summary>The element of a list, the value of a map.</summary>
    public MessageValue? Item { get; private init; }

    /// <summary>The definition a JSON schema has, which its alternatives hold too.</summary>
    public static MessageShape JsonSchema => MessageShape.Of("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");

    public static MessageValue Of(Schema schema) => schema.Type switch
    {
        SchemaType.Array => new(ValueKind.Repeated) { Item = Of(schema.Items!) },
        SchemaType.Map => new(ValueKind.Map) { Item = Of(schema.Items!) },
        SchemaType.String => Texts(schema),
        SchemaType.Integer => new(ValueKind.Integer),
        SchemaType.Number => new(ValueKind.Double),
        SchemaType.Boolean => new(ValueKind.Boolean),
        SchemaType.Quantity => new(ValueKind.Quantity),
        SchemaType.IntOrString => new(ValueKind.IntOrString),
        _ when schema.PreserveUnknownFields => Free(schema),
        _ => new(ValueKind.Message) { Message = MessageShape.Of(schema) },
    };

    private static MessageValue Texts(Schema schema) => (schema.Format, Definition(schema)) switch
    {
        ("byte", _) => new(ValueKind.Bytes),
        (_, "MicroTime") => new(ValueKind.MicroTime),
        ("date-time", _) => new(ValueKind.Time),
        (_, "Duration") => new(ValueKind.Duration),
        _ => Text,
    };

    private static MessageValue Free(Schema schema) => Definition(schema) switch
    {
        "JSONSchemaPropsOrArray" => new(ValueKind.SchemaOrArray),
        "JSONSchemaPropsOrBool" => new(ValueKind.SchemaOrBool),
        "JSONSchemaPropsOrStringArray" => new(ValueKind.SchemaOrTexts),
        "CustomResourceSubresourceStatus" => new(ValueKind.Message) { Message = MessageShape.Of(schema) },
        _ => new(ValueKind.Json),
    };

    private static string Definition(Schema schema) => schema.Name is { } name ? name[(name.LastIndexOf('.') + 1)..] : "";
}

namespace Tiphys.Api.Schemas;

/// <summary>A named field of an object schema.</summary>
public sealed record SchemaField(string Name, Schema Schema)
{
    /// <summary>OpenAPI's <c>required</c>.</summary>
    public bool Required { get; init; }

    /// <summary>The field's documentation, one text; empty if there is none.</summary>
    public string Description { get; init; } = "";

    /// <summary>The number under which protobuf carries the field; 0 if it has none.</summary>
    public int ProtobufNumber { get; init; }
}

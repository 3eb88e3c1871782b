namespace Tiphys.Api.Schemas;

/// <summary>A named field of an object schema.</summary>
public sealed record SchemaField(string Name, Schema Schema)
{
    private readonly string? _description;

    /// <summary>OpenAPI's <c>required</c>.</summary>
    public bool Required { get; init; }

    /// <summary>The field's documentation, one text; empty if there is none.</summary>
    public string Description
    {
        get => _description ?? Source?.ReadText(TextNumber) ?? "";
        init => _description = value;
    }

    /// <summary>The number under which protobuf carries the field; 0 if it has none.</summary>
    public int ProtobufNumber { get; init; }

    /// <summary>The numbers of the messages that protobuf wraps the field in and JSON does not, outermost first; mostly empty.</summary>
    public IReadOnlyList<int> ProtobufWrappers { get; init; } = [];

    /// <summary>
    /// True if 0, false and the empty text differ from no value. Protobuf carries them for other fields too, where they mean
    /// nothing.
    /// </summary>
    public bool DistinguishesZero { get; init; }

    /// <summary>
    /// True if objects of built-in kinds carry the field even where it has no value: as an empty object, 0, false or the empty text, and as
    /// null where <see cref="DistinguishesZero"/> or the type has no such value (lists, maps, times).
    /// </summary>
    public bool AlwaysWritten { get; init; }

    internal SchemaSource? Source { get; init; }

    internal int TextNumber { get; init; }
}

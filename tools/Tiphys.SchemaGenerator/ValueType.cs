namespace Tiphys.SchemaGenerator;

/// <summary>The type of a value.</summary>
internal sealed record ValueType(TypeCode Code)
{
    /// <summary>The OpenAPI name of the definition referred to.</summary>
    public string? Definition { get; init; }

    /// <summary>The element of an array, the value of a map.</summary>
    public ValueType? Item { get; init; }

    /// <summary>The same with the innermost element or value replaced.</summary>
    public ValueType WithInnermost(ValueType value) => Item is null ? value : this with { Item = Item.WithInnermost(value) };
}

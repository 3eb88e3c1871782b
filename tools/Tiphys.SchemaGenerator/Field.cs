namespace Tiphys.SchemaGenerator;

/// <summary>A field put together from model, documentation and tables.</summary>
internal sealed record Field(
    string Name, ValueType Type, bool Required, bool Zero, bool Written, int Number, int[] Wrappers, FieldFacts? Facts, string Description);

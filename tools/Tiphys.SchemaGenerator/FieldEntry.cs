namespace Tiphys.SchemaGenerator;

/// <summary>A field as a fields table names it.</summary>
/// <param name="Number">Its protobuf number, 0 for none.</param>
/// <param name="Wrappers">The numbers of the messages protobuf wraps it in where JSON does not, outermost first.</param>
/// <param name="Zero">A zero or empty value differs from none.</param>
/// <param name="Written">Encoded even if it has no value.</param>
/// <param name="Type">The definition the value has, where the model's type does not tell.</param>
internal sealed record FieldEntry(string Name, int Number, int[] Wrappers, bool Required, bool Zero, bool Written, string? Type, TableLine Line);

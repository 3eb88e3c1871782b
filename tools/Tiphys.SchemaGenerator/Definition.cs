namespace Tiphys.SchemaGenerator;

/// <summary>A definition put together from model, documentation and tables.</summary>
/// <param name="ApiVersion">Set if it is a kind by itself.</param>
internal sealed record Definition(
    string Name, string? ApiVersion, string Kind, TypeCode Scalar, string Description, bool Atomic, IReadOnlyList<Field> Fields);

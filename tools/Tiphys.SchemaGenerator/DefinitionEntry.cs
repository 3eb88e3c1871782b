namespace Tiphys.SchemaGenerator;

/// <summary>A definition as a fields table names it, with the class that models it.</summary>
/// <param name="Short">The name the other tables use: <c>core.v1.Pod</c>.</param>
/// <param name="Name">The OpenAPI name: <c>io.k8s.api.core.v1.Pod</c>.</param>
internal sealed record DefinitionEntry(
    string Short, string Name, string ApiVersion, string Kind, string Class, string ClassPrefix, IReadOnlyList<FieldEntry> Fields, TableLine Line);

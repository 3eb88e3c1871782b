namespace Tiphys.SchemaGenerator;

/// <summary>All tables of a directory, read.</summary>
internal sealed class Tables
{
    public required IReadOnlyList<DefinitionEntry> Definitions { get; init; }

    public required IReadOnlyList<ResourceEntry> Resources { get; init; }

    /// <summary>Facts by <c>core.v1.Pod</c> or <c>core.v1.PodSpec.containers</c>.</summary>
    public required IReadOnlyDictionary<string, FieldFacts> Facts { get; init; }

    public static Tables Read(string directory)
    {
        var definitions = Directory.EnumerateFiles(Path.Combine(directory, "fields"), "*.table").Order(StringComparer.Ordinal)
            .SelectMany(FieldsTable.Read).ToList();
        return new()
        {
            Definitions = definitions,
            Resources = ResourcesTable.Read(Path.Combine(directory, "resources.table")),
            Facts = FactTables.Read(directory, definitions),
        };
    }
}

namespace Tiphys.SchemaGenerator;

/// <summary>A resource as the resources table names it.</summary>
internal sealed class ResourceEntry
{
    public required string ApiVersion { get; init; }

    /// <summary>The OpenAPI name of its kind in the short form: <c>core.v1.Pod</c>.</summary>
    public required string Definition { get; init; }

    public required string Plural { get; init; }

    public required string Kind { get; init; }

    public required bool Namespaced { get; init; }

    public required TableLine Line { get; init; }

    public required string Singular { get; set; }

    public required string Storage { get; set; }

    public string[] Verbs { get; set; } = ResourcesTable.AllVerbs;

    public string[] ShortNames { get; set; } = [];

    public string[] Categories { get; set; } = [];

    public string[] Selectable { get; set; } = [];

    public bool Generation { get; set; }

    public bool ReturnsDeleted { get; set; }

    public List<SubresourceEntry> Subresources { get; } = [];
}

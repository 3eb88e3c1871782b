namespace Tiphys.SchemaGenerator;

/// <summary>What the tables say of a field, or of a definition, beyond its type.</summary>
internal sealed class FieldFacts
{
    /// <summary>The list type for server-side apply; null where none is said.</summary>
    public string? ListType { get; set; }

    public string[] ListKeys { get; set; } = [];

    public string? PatchStrategy { get; set; }

    public string? MergeKey { get; set; }

    public bool Atomic { get; set; }

    public bool Granular { get; set; }

    /// <summary>The default as JSON.</summary>
    public string? Default { get; set; }
}

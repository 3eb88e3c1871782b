using Tiphys.Api.Documents;

namespace Tiphys.Api.Schemas;

/// <summary>
/// What a value may be: the one model behind pruning, unknown-field errors, defaulting, merge keys, server-side apply, OpenAPI,
/// explain and protobuf, for built-in kinds and custom resources alike.
/// </summary>
/// <remarks>
/// Immutable once built; the fields are filled in two steps only because types may refer to themselves. Follows the structural
/// schema rules of apiextensions.k8s.io/v1.
/// </remarks>
public sealed class Schema
{
    private IReadOnlyList<SchemaField>? _fields;
    private Dictionary<string, SchemaField>? _byName;
    private SchemaField[]? _alwaysWritten;
    private string? _description;

    public required SchemaType Type { get; init; }

    /// <summary>The definition's OpenAPI v3 name, <c>io.k8s.api.core.v1.Pod</c>; null for schemas written in place.</summary>
    public string? Name { get; init; }

    /// <summary>Documentation of the type itself.</summary>
    public string Description
    {
        get => _description ?? Source?.ReadText(TextNumber) ?? "";
        init => _description = value;
    }

    /// <summary>OpenAPI's format: int32, int64, double, byte, date-time ...</summary>
    public string? Format { get; init; }

    /// <summary>Named fields in the order upstream encodes them; empty unless <see cref="SchemaType.Object"/>.</summary>
    public IReadOnlyList<SchemaField> Fields
    {
        get => _fields ??= Source?.ReadFields(DefinitionNumber) ?? [];
        set
        {
            _fields = value;
            _byName = null;
            _alwaysWritten = null;
        }
    }

    /// <summary>The fields that are <see cref="SchemaField.AlwaysWritten"/>.</summary>
    public IReadOnlyList<SchemaField> AlwaysWritten => _alwaysWritten ??= [.. Fields.Where(entry => entry.AlwaysWritten)];

    /// <summary>The element's schema of an array, the value's schema of a map; for an object, the schema of unnamed fields, if any.</summary>
    public Schema? Items { get; set; }

    /// <summary>How an array merges in server-side apply.</summary>
    public ListKind ListKind { get; init; }

    /// <summary>The fields that name an element of a <see cref="Schemas.ListKind.Map"/> list.</summary>
    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>True if server-side apply treats the object or map as one value (<c>x-kubernetes-map-type: atomic</c>).</summary>
    public bool IsAtomic { get; init; }

    /// <summary>The strategic merge strategy: merge, replace, retainKeys, or several joined by commas; null means replace.</summary>
    public string? PatchStrategy { get; init; }

    /// <summary>The field that names an element in a strategic merge patch.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>The value that stands in where the field is missing; null for none.</summary>
    public DocNode? Default { get; init; }

    /// <summary>Allowed string values; empty for any.</summary>
    public IReadOnlyList<string> Enum { get; init; } = [];

    public bool Nullable { get; init; }

    /// <summary>Unknown fields stay (<c>x-kubernetes-preserve-unknown-fields</c>).</summary>
    public bool PreserveUnknownFields { get; init; }

    /// <summary>The value is a whole object with apiVersion, kind and metadata (<c>x-kubernetes-embedded-resource</c>).</summary>
    public bool EmbeddedResource { get; init; }

    /// <summary>The structural schema's value validations as they were written (minimum, pattern, allOf, x-kubernetes-validations ...); null for none.</summary>
    public DocObject? Validations { get; init; }

    /// <summary>Set for a schema whose fields and texts are read when they are asked for.</summary>
    internal SchemaSource? Source { get; init; }

    /// <summary>Part of a built-in kind, as against a custom resource.</summary>
    internal bool IsBuiltIn { get; init; }

    internal int DefinitionNumber { get; init; }

    internal int TextNumber { get; init; }

    public bool TryGetField(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SchemaField? field)
    {
        var byName = _byName ??= Fields.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        return byName.TryGetValue(name, out field);
    }
}

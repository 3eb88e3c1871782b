using Tiphys.Api.Schemas;

namespace Tiphys.Api.Resources;

/// <summary>
/// What one served version of a resource is: a row of the resource table. Built-in kinds and custom resources have the same
/// shape; nothing downstream asks which of the two it has, save where <see cref="IsCustom"/> says so.
/// </summary>
public sealed record ResourceInfo
{
    public required GroupVersion GroupVersion { get; init; }

    /// <summary>Plural, lower case: <c>pods</c>.</summary>
    public required string Resource { get; init; }

    /// <summary><c>pod</c>.</summary>
    public required string Singular { get; init; }

    /// <summary><c>Pod</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Mostly the kind with <c>List</c> behind it.</summary>
    public required string ListKind { get; init; }

    public required bool Namespaced { get; init; }

    /// <summary>The verbs discovery shows, in its order: create, delete, deletecollection, get, list, patch, update, watch.</summary>
    public required IReadOnlyList<string> Verbs { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<SubresourceInfo> Subresources { get; init; } = [];

    /// <summary>Field labels that <c>fieldSelector</c> accepts beside metadata.name and metadata.namespace, as dotted paths.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary>The schema of one object.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The version objects are stored in; requests to other versions convert on the way.</summary>
    public required GroupVersion StorageVersion { get; init; }

    /// <summary>True if <c>metadata.generation</c> counts changes outside metadata and status.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>True if a DELETE answers with the object that was deleted; otherwise it answers with a Status.</summary>
    public bool ReturnsDeletedObject { get; init; }

    /// <summary>True if writes to the main resource leave status alone and writes to <c>/status</c> leave the rest alone.</summary>
    public bool HasStatus => Subresources.Any(sub => sub.Name == "status");

    /// <summary>Defined by a CustomResourceDefinition.</summary>
    public bool IsCustom { get; init; }

    public GroupResource GroupResource => new(GroupVersion.Group, Resource);

    /// <summary>The kind's <c>apiVersion</c>.</summary>
    public string ApiVersion => GroupVersion.ToString();
}

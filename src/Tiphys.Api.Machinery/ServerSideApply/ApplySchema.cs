using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>
/// How ownership runs through a value: into its fields, into its elements, or not at all. Without a schema (null) objects are
/// followed and lists are single values, as upstream deduces it.
/// </summary>
internal static class ApplySchema
{
    /// <summary>True if the fields of an object are owned one by one.</summary>
    public static bool HasOwnedFields(Schema? schema) => schema switch
    {
        null => true,
        { IsAtomic: true } => false,
        // Raw extensions and JSON of built-in kinds are single values; unknown parts of custom resources are followed.
        { Type: SchemaType.Any } => !IsBuiltIn(schema),
        { Type: SchemaType.Object, Fields.Count: 0, PreserveUnknownFields: true } => !IsBuiltIn(schema),
        { Type: SchemaType.Object or SchemaType.Map } => true,
        _ => false,
    };

    /// <summary>True if the elements of a list are owned one by one.</summary>
    public static bool HasOwnedElements(Schema? schema) => schema is { Type: SchemaType.Array, ListKind: not ListKind.Atomic };

    public static bool IsField(Schema? schema, string name) => schema is not null && schema.TryGetField(name, out _);

    /// <summary>The schema under a name; null if it is not known.</summary>
    public static Schema? Under(Schema? schema, string name)
    {
        if (schema is null)
            return null;
        return schema.TryGetField(name, out var field) ? field.Schema : schema.Items;
    }

    /// <summary>Both are objects (or missing, or null) whose fields are owned one by one, and not both without any.</summary>
    public static bool AreFollowedObjects(Schema? schema, DocNode? left, DocNode? right) => HasOwnedFields(schema)
        && left is (null or DocNull or DocObject) && right is (null or DocNull or DocObject) && (left is DocObject { Count: > 0 } || right is DocObject { Count: > 0 });

    /// <summary>Both are lists (or missing, or null) whose elements are owned one by one, and not both without any.</summary>
    public static bool AreFollowedLists(Schema? schema, DocNode? left, DocNode? right) => HasOwnedElements(schema)
        && left is (null or DocNull or DocArray) && right is (null or DocNull or DocArray) && (left is DocArray { Count: > 0 } || right is DocArray { Count: > 0 });

    private static bool IsBuiltIn(Schema schema) => schema.Name?.StartsWith("io.k8s.", StringComparison.Ordinal) ?? false;
}

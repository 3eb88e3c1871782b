using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Schemas;

/// <summary>The fields of an object's schema under their escaped names.</summary>
internal static class DeclaredFields
{
    private static readonly Schema Text = new() { Type = SchemaType.String };

    private static readonly Schema Metadata = new()
    {
        Type = SchemaType.Object,
        Fields = [new SchemaField("name", Text), new SchemaField("generateName", Text)],
    };

    public static Dictionary<string, DeclaredField> Of(Schema schema, string typeName, bool isRoot)
    {
        var fields = new Dictionary<string, DeclaredField>(StringComparer.Ordinal);
        foreach (var field in schema.Fields)
            Add(fields, typeName, field);
        if (!isRoot && !schema.EmbeddedResource)
            return fields;
        // Of an object's metadata only the name can be seen, whatever the schema says beyond that.
        fields.Remove("metadata");
        Add(fields, typeName, new SchemaField("apiVersion", Text));
        Add(fields, typeName, new SchemaField("kind", Text));
        Add(fields, typeName, new SchemaField("metadata", schema.TryGetField("metadata", out var own) && HasNames(own.Schema) ? own.Schema : Metadata));
        return fields;
    }

    private static bool HasNames(Schema metadata) => metadata.TryGetField("name", out _) && metadata.TryGetField("generateName", out _);

    private static void Add(Dictionary<string, DeclaredField> fields, string typeName, SchemaField field)
    {
        if (FieldNames.Escape(field.Name) is { } name && DeclaredType.Of(field.Schema, field.Schema.EmbeddedResource, $"{typeName}.{field.Name}") is { } type)
            fields[name] = new DeclaredField(field.Name, type, field.Required && field.Schema.Default is null);
    }
}

using Tiphys.Api.Catalogue;
using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.OpenApi;

/// <summary>Writes schemas as OpenAPI schema objects.</summary>
internal sealed class SchemaDocument(OpenApiVersion version)
{
    private readonly string _prefix = version == OpenApiVersion.V3 ? "#/components/schemas/" : "#/definitions/";

    public DocObject Reference(string definition) => new() { { "$ref", _prefix + definition } };

    /// <summary>A definition itself, as it stands under its name.</summary>
    public DocObject Definition(Schema schema)
    {
        var made = new DocObject();
        if (schema.Description.Length > 0)
            made.Add("description", schema.Description);
        Shape(made, schema);
        if (schema.IsAtomic && schema.Type == SchemaType.Object && !(schema.IsBuiltIn && schema.PreserveUnknownFields))
            made.Add("x-kubernetes-map-type", "atomic");
        return made;
    }

    /// <summary>A schema where it is used: a reference if it has a name, else written in place.</summary>
    public DocObject Use(Schema schema, string description)
    {
        var made = new DocObject();
        if (description.Length > 0)
            made.Add("description", description);
        if (schema.Default is not null && version == OpenApiVersion.V3)
            made.Add("default", schema.Default);
        if (schema.Name is { } name)
            AddReference(made, name);
        else
            Shape(made, schema);
        AddExtensions(made, schema);
        return made;
    }

    // A reference may have nothing beside it in OpenAPI 3, so what is to stand beside it wraps it.
    private void AddReference(DocObject made, string name)
    {
        if (version == OpenApiVersion.V3 && made.Count > 0)
            made.Add("allOf", new DocArray([Reference(name)]));
        else
            made.Add("$ref", _prefix + name);
    }

    private void Shape(DocObject made, Schema schema)
    {
        if (schema.Nullable && version == OpenApiVersion.V2)
        {
            // OpenAPI 2 knows no null: said of any type, its clients would refuse it.
            return;
        }

        switch (schema.Type)
        {
            case SchemaType.Object:
                Fields(made, schema);
                break;
            case SchemaType.Map:
                made.Add("type", "object");
                made.Add("additionalProperties", Element(schema.Items));
                break;
            case SchemaType.Array:
                made.Add("type", "array");
                made.Add("items", Element(schema.Items));
                break;
            case SchemaType.IntOrString or SchemaType.Quantity:
                Either(made, schema);
                break;
            case SchemaType.Any:
                break;
            default:
                made.Add("type", Name(schema.Type));
                if (schema.Format is not null)
                    made.Add("format", schema.Format);
                break;
        }

        if (schema.Enum.Count > 0)
            made.Add("enum", new DocArray(schema.Enum.Select(value => (DocNode)value)));
        if (schema.Nullable)
            made.Add("nullable", true);
        Validations(made, schema);
    }

    // A type written in place carries its own description; a reference leads to it.
    private DocObject Element(Schema? schema) => schema is null ? new() : Use(schema, schema.Name is null ? schema.Description : "");

    private static string Description(SchemaField field) =>
        field.Description.Length > 0 || field.Schema.Name is not null ? field.Description : field.Schema.Description;

    private void Fields(DocObject made, Schema schema)
    {
        made.Add("type", "object");
        if (schema.Fields.Count > 0 && !HidesFields(schema))
        {
            var properties = new DocObject();
            foreach (var field in schema.Fields.OrderBy(field => field.Name, StringComparer.Ordinal))
                properties.Add(field.Name, Use(field.Schema, Description(field)));
            made.Add("properties", properties);
        }

        var required = schema.Fields.Where(field => field.Required).Select(field => (DocNode)field.Name).ToList();
        if (required.Count > 0)
            made.Add("required", new DocArray(required));
        if (schema.Items is not null && !HidesFields(schema))
            made.Add("additionalProperties", Use(schema.Items, ""));
    }

    /// <summary>
    /// True if an object's fields are left out: clients of OpenAPI 2 refuse fields they do not know, so an object that keeps
    /// unknown fields shows none there.
    /// </summary>
    public bool HidesFields(Schema schema) => version == OpenApiVersion.V2 && schema.PreserveUnknownFields;

    private void Either(DocObject made, Schema schema)
    {
        if (schema.Name is null)
            made.Add("x-kubernetes-int-or-string", true);
        else if (schema.Format is not null)
            made.Add("format", schema.Format);
        if (version == OpenApiVersion.V3)
        {
            var number = schema.Type == SchemaType.Quantity ? "number" : "integer";
            var types = new DocArray([Typed(number), Typed("string")]);
            made.Add(schema.Name is null ? "anyOf" : "oneOf", types);
        }
        else if (schema.Name is not null)
        {
            made.Add("type", "string");
        }

        static DocObject Typed(string type) => new() { { "type", type } };
    }

    // A use that merges field by field although its definition does not.
    private static bool IsGranularUse(Schema schema) =>
        !schema.IsAtomic && BuiltInSchemas.Instance.TryGet(schema.Name!, out var definition) && definition.IsAtomic;

    private static string Name(SchemaType type) => type switch
    {
        SchemaType.Integer => "integer",
        SchemaType.Number => "number",
        SchemaType.Boolean => "boolean",
        _ => "string",
    };

    private void Validations(DocObject made, Schema schema)
    {
        if (schema.Validations is null)
            return;
        foreach (var (name, value) in schema.Validations)
        {
            // Not in the dialect of OpenAPI 2 that clients of it understand.
            if (version == OpenApiVersion.V2 && name is "allOf" or "anyOf" or "oneOf" or "not" or "nullable" or "x-kubernetes-validations")
                continue;
            if (!made.ContainsKey(name))
                made.Add(name, value);
        }
    }

    /// <summary>Adds what Kubernetes says of a schema beyond OpenAPI.</summary>
    public static void AddExtensions(DocObject made, Schema schema)
    {
        var custom = !schema.IsBuiltIn;
        if (schema.Type == SchemaType.Array && (!custom || schema.ListKind != ListKind.Atomic))
            made.Add("x-kubernetes-list-type", schema.ListKind.ToString().ToLowerInvariant());
        if (schema.ListMapKeys.Count > 0)
            made.Add("x-kubernetes-list-map-keys", new DocArray(schema.ListMapKeys.Select(key => (DocNode)key)));
        if (schema.PatchStrategy is not null)
            made.Add("x-kubernetes-patch-strategy", schema.PatchStrategy);
        if (schema.PatchMergeKey is not null)
            made.Add("x-kubernetes-patch-merge-key", schema.PatchMergeKey);
        if (schema.Name is null ? schema.IsAtomic : IsGranularUse(schema))
            made.Add("x-kubernetes-map-type", schema.IsAtomic ? "atomic" : "granular");
        if (schema.PreserveUnknownFields && custom)
            made.Add("x-kubernetes-preserve-unknown-fields", true);
        if (schema.EmbeddedResource)
            made.Add("x-kubernetes-embedded-resource", true);
    }
}

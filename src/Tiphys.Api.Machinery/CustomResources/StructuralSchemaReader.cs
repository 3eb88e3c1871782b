using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>
/// Reads the <c>openAPIV3Schema</c> of a CustomResourceDefinition's version into a <see cref="Schema"/>. It does not judge
/// whether the schema is structural.
/// </summary>
public static class StructuralSchemaReader
{
    private static readonly string[] Shape =
    [
        "type", "properties", "items", "additionalProperties", "description", "title", "default", "example", "externalDocs", "nullable",
        "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string", "x-kubernetes-map-type",
        "x-kubernetes-list-type", "x-kubernetes-list-map-keys",
    ];

    /// <param name="node">One schema object; nodes below it are read too.</param>
    /// <param name="name">The definition's OpenAPI name for the root, null below it.</param>
    public static Schema Read(DocObject node, string? name = null)
    {
        var type = TypeOf(node);
        var schema = new Schema
        {
            Type = type,
            Name = name,
            Description = node.GetString("description") ?? "",
            Format = node.GetString("format"),
            Nullable = node.GetBool("nullable") ?? false,
            Default = node["default"],
            Enum = [.. node.GetArray("enum")?.Strings() ?? []],
            PreserveUnknownFields = node.GetBool("x-kubernetes-preserve-unknown-fields") ?? false,
            EmbeddedResource = node.GetBool("x-kubernetes-embedded-resource") ?? false,
            IsAtomic = node.GetString("x-kubernetes-map-type") == "atomic",
            ListKind = node.GetString("x-kubernetes-list-type") switch { "map" => ListKind.Map, "set" => ListKind.Set, _ => ListKind.Atomic },
            ListMapKeys = [.. node.GetArray("x-kubernetes-list-map-keys")?.Strings() ?? []],
            Validations = ValidationsOf(node),
        };
        schema.Fields = FieldsOf(node);
        schema.Items = node.GetObject(type == SchemaType.Array ? "items" : "additionalProperties") is { } inner ? Read(inner)
            : type == SchemaType.Map ? new Schema { Type = SchemaType.Any, PreserveUnknownFields = true }
            : null;
        return schema;
    }

    private static SchemaType TypeOf(DocObject node)
    {
        if (node.GetBool("x-kubernetes-int-or-string") == true)
            return SchemaType.IntOrString;
        return node.GetString("type") switch
        {
            "object" when node.GetObject("properties") is not { Count: > 0 } && AllowsUnnamed(node) => SchemaType.Map,
            "object" => SchemaType.Object,
            "array" => SchemaType.Array,
            "string" => SchemaType.String,
            "integer" => SchemaType.Integer,
            "number" => SchemaType.Number,
            "boolean" => SchemaType.Boolean,
            _ => SchemaType.Any,
        };
    }

    private static bool AllowsUnnamed(DocObject node) => node["additionalProperties"] is DocObject or DocBool { Value: true };

    private static SchemaField[] FieldsOf(DocObject node)
    {
        var required = (node.GetArray("required")?.Strings() ?? []).ToHashSet();
        return
        [
            .. (node.GetObject("properties") ?? []).Where(property => property.Value is DocObject).Select(property =>
            {
                var schema = Read((DocObject)property.Value);
                return new SchemaField(property.Key, schema) { Required = required.Contains(property.Key), Description = schema.Description };
            }),
        ];
    }

    private static DocObject? ValidationsOf(DocObject node)
    {
        DocObject? validations = null;
        foreach (var (name, value) in node)
        {
            if (!Shape.Contains(name))
                (validations ??= []).Set(name, value);
        }

        return validations;
    }
}

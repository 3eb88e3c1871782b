using Tiphys.Api.Catalogue;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.OpenApi;

/// <summary>The definitions a custom resource adds: its kind and its list.</summary>
internal static class CustomKind
{
    public static DocObject Object(ResourceInfo info, SchemaDocument document)
    {
        if (document.HidesFields(info.Schema))
            return WithKind(new() { { "type", "object" } }, info.GroupVersion, info.Kind);
        var made = document.Definition(info.Schema);
        SchemaDocument.AddExtensions(made, info.Schema);
        var properties = made.GetObject("properties") ?? [];
        TypeMeta(properties);
        properties["metadata"] = document.Use(Definition(OpenApiKinds.ObjectMeta), MetadataDescription);
        made["properties"] = properties;
        made["type"] = "object";
        return WithKind(made, info.GroupVersion, info.Kind);
    }

    public static DocObject List(ResourceInfo info, SchemaDocument document)
    {
        var properties = new DocObject();
        TypeMeta(properties);
        properties.Add("metadata", document.Use(Definition(OpenApiKinds.ListMeta), "The standard metadata of a list."));
        properties.Add("items", new DocObject
        {
            { "description", $"The objects of kind {info.Kind}." },
            { "type", "array" },
            { "items", document.Reference(OpenApiKinds.Of(info)) },
        });
        var made = new DocObject
        {
            { "description", $"A list of {info.Kind}." },
            { "type", "object" },
            { "required", new DocArray(["items"]) },
            { "properties", properties },
        };
        return WithKind(made, info.GroupVersion, info.ListKind);
    }

    public static DocObject WithKind(DocObject definition, GroupVersion version, string kind)
    {
        definition["x-kubernetes-group-version-kind"] = new DocArray([Kind(version, kind)]);
        return definition;
    }

    public static DocObject Kind(GroupVersion version, string kind) => new()
    {
        { "group", version.Group }, { "kind", kind }, { "version", version.Version },
    };

    // As built-in kinds describe it.
    private static string MetadataDescription => Definition("io.k8s.api.core.v1.Pod").TryGetField("metadata", out var metadata) ? metadata.Description : "";

    private static Schema Definition(string name) => BuiltInSchemas.Instance.TryGet(name, out var schema)
        ? schema
        : throw new InvalidOperationException($"The catalogue has no {name}.");

    private static void TypeMeta(DocObject properties)
    {
        foreach (var field in Definition(OpenApiKinds.DeleteOptions).Fields.Take(2))
            properties[field.Name] = new DocObject { { "description", field.Description }, { "type", "string" } };
    }
}

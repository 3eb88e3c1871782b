using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Catalogue;

/// <summary>The kinds of meta.k8s.io that objects of any kind can be asked for as; they are no resources and not in OpenAPI.</summary>
public static class MetaKinds
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /// <summary>An object's metadata alone.</summary>
    public static readonly Schema PartialObjectMetadata = Kind("PartialObjectMetadata", new SchemaField("metadata", Definition("ObjectMeta"))
    {
        ProtobufNumber = 1,
    });

    public static readonly Schema PartialObjectMetadataList = Kind(
        "PartialObjectMetadataList",
        new SchemaField("metadata", Definition("ListMeta")) { ProtobufNumber = 1 },
        new SchemaField("items", new() { Type = SchemaType.Array, Items = PartialObjectMetadata }) { ProtobufNumber = 2, Required = true });

    /// <summary>Finds one of them in meta.k8s.io/v1 or v1beta1, which are alike.</summary>
    public static bool TryGet(string apiVersion, string kind, [NotNullWhen(true)] out Schema? schema)
    {
        schema = apiVersion is not ("meta.k8s.io/v1" or "meta.k8s.io/v1beta1") ? null : kind switch
        {
            "PartialObjectMetadata" => PartialObjectMetadata,
            "PartialObjectMetadataList" => PartialObjectMetadataList,
            _ => null,
        };
        return schema is not null;
    }

    private static Schema Kind(string name, params SchemaField[] fields) => new()
    {
        Type = SchemaType.Object,
        Name = Meta + name,
        IsBuiltIn = true,
        Fields =
        [
            new("kind", PlainTypes.Of(TypeCode.String)),
            new("apiVersion", PlainTypes.Of(TypeCode.String)),
            .. fields,
        ],
    };

    private static Schema Definition(string name) => BuiltInSchemas.Instance.TryGet(Meta + name, out var schema)
        ? schema
        : throw new InvalidOperationException($"The catalogue has no {Meta}{name}.");
}

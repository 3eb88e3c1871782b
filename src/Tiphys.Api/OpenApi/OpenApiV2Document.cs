using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.OpenApi;

/// <summary>The one document of OpenAPI 2.</summary>
internal static class OpenApiV2Document
{
    public static DocObject Make(IReadOnlyList<ResourceInfo> resources)
    {
        var schemas = new SchemaDocument(OpenApiVersion.V2);
        var definitions = new DefinitionSet(schemas, resources);
        var paths = Paths(resources);
        definitions.AddOf(paths);
        return new()
        {
            { "swagger", "2.0" },
            { "info", OpenApiInfo.Info() },
            { "paths", new OperationDocument(OpenApiVersion.V2, schemas).Paths(paths) },
            { "definitions", definitions.ToDocument() },
            { "securityDefinitions", OpenApiInfo.SecurityScheme() },
            { "security", new DocArray([new DocObject { { "BearerToken", new DocArray() } }]) },
        };
    }

    private static List<ApiPath> Paths(IReadOnlyList<ResourceInfo> resources) =>
    [
        DiscoveryPaths.Core, DiscoveryPaths.Groups, DiscoveryPaths.Version, DiscoveryPaths.OpenIdConfiguration, DiscoveryPaths.OpenIdKeys,
        .. resources.Select(info => info.GroupVersion.Group).Where(group => group.Length > 0).Distinct().Select(DiscoveryPaths.Group),
        .. resources.Select(info => info.GroupVersion).Distinct().Select(DiscoveryPaths.Resources),
        .. resources.SelectMany(info => new ResourcePaths(info).All()),
    ];
}

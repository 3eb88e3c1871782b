using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.OpenApi;

/// <summary>One document of OpenAPI 3: the paths of a group version, or those of a part of the server.</summary>
internal static class OpenApiV3Document
{
    public static DocObject Make(IReadOnlyList<ApiPath> paths, IReadOnlyList<ResourceInfo> resources)
    {
        var schemas = new SchemaDocument(OpenApiVersion.V3);
        var definitions = new DefinitionSet(schemas, resources);
        definitions.AddOf(paths);
        return new()
        {
            { "openapi", "3.0.0" },
            { "info", OpenApiInfo.Info() },
            { "paths", new OperationDocument(OpenApiVersion.V3, schemas).Paths(paths) },
            {
                "components", new DocObject
                {
                    { "schemas", definitions.ToDocument() },
                    { "securitySchemes", OpenApiInfo.SecurityScheme() },
                }
            },
        };
    }
}

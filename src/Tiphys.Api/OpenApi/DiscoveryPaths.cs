using Tiphys.Api.Resources;

namespace Tiphys.Api.OpenApi;

/// <summary>The paths that describe the server itself.</summary>
internal static class DiscoveryPaths
{
    public static readonly ApiPath Core = Read("/api/", "getCoreAPIVersions", "get available API versions", "core", "APIVersions");
    public static readonly ApiPath Groups = Read("/apis/", "getAPIVersions", "get available API versions", "apis", "APIGroupList");

    public static readonly ApiPath Version = new("/version/",
    [
        new("get", "getCodeVersion", "get the version information for this server", "version", null)
        {
            Consumes = [MediaTypes.Json], Produces = [MediaTypes.Json], Answer = VersionInfo.Name,
        },
    ]);

    public static readonly ApiPath OpenIdConfiguration = Text(
        "/.well-known/openid-configuration/", "getServiceAccountIssuerOpenIDConfiguration", "get the OpenID configuration of the service account issuer",
        "WellKnown", MediaTypes.Json);

    public static readonly ApiPath OpenIdKeys = Text(
        "/openid/v1/jwks/", "getServiceAccountIssuerOpenIDKeyset", "get the public keys that service account tokens are checked with",
        "openid", "application/jwk-set+json");

    public static ApiPath Group(string group) => Read(
        $"/apis/{group}/", $"get{OperationNames.Group(group)}APIGroup", "get information of a group", OperationNames.GroupTag(group), "APIGroup");

    public static ApiPath Resources(GroupVersion version) => Read(
        ResourcePaths.Root(version) + "/", $"get{OperationNames.Version(version)}APIResources", "get available resources",
        OperationNames.Tag(version), "APIResourceList");

    private static ApiPath Read(string path, string id, string description, string tag, string kind) =>
        new(path, [new("get", id, description, tag, null) { Consumes = MediaTypes.Object, Answer = OpenApiKinds.Meta + kind }]);

    private static ApiPath Text(string path, string id, string description, string tag, string mediaType) =>
        new(path, [new("get", id, description, tag, null) { Consumes = [], Produces = [mediaType] }]);
}

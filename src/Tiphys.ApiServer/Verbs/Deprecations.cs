using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Built-in resources whose use is answered with a warning.</summary>
internal static class Deprecations
{
    public static string? Of(ResourceInfo resource) => (resource.GroupVersion.Group, resource.Resource) switch
    {
        ("", "componentstatuses") => "v1 ComponentStatus is deprecated in v1.19+",
        ("", "endpoints") => "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        _ => null,
    };
}

using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of Endpoints and EndpointSlices.</summary>
internal static class EndpointDefaults
{
    public static void ApplyEndpoints(DocObject endpoints)
    {
        foreach (var port in endpoints.ObjectsOf("subsets").SelectMany(subset => subset.ObjectsOf("ports")))
            port.SetIfEmpty("protocol", "TCP");
    }

    public static void ApplyEndpointSlice(DocObject slice)
    {
        foreach (var endpoint in slice.ObjectsOf("endpoints"))
            endpoint.SetIfMissing("conditions", new DocObject());
        foreach (var port in slice.ObjectsOf("ports"))
        {
            port.SetIfMissing("name", "");
            port.SetIfMissing("protocol", "TCP");
        }
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>What can be said about an aggregated server before it is asked: whether its service and endpoints are there. A pure look at the objects.</summary>
internal static class ServiceReadiness
{
    private const string ServiceLabel = "kubernetes.io/service-name";
    private static readonly GroupResource Slices = new("discovery.k8s.io", "endpointslices");

    /// <returns>Reason and message of the condition Available; null if nothing speaks against asking.</returns>
    public static (string Reason, string Message)? Check(IObjectReader reader, ServiceAddress address)
    {
        var named = $"service/{address.Name} in \"{address.Namespace}\"";
        if (reader.Get(BuiltInResources.Services, address.Namespace, address.Name)?.Decode() is not { } service)
            return ("ServiceNotFound", $"{named} is not present");
        if (service.StringAt("spec", "type") != "ClusterIP")
            return null;
        if (service.ObjectsAt("spec", "ports").FirstOrDefault(entry => entry.GetInt64("port") == address.Port) is not { } port)
            return ("ServicePortError", $"{named} is not listening on port {address.Port}");
        var slices = reader.List(Slices, address.Namespace).Select(stored => stored.Decode()).Where(slice => slice.ObjectLabels?.GetString(ServiceLabel) == address.Name).ToArray();
        if (slices.Length == 0)
            return ("EndpointsNotFound", $"cannot find endpointslices for {named}");
        var name = port.StringAt("name");
        return slices.Any(slice => IsReady(slice, name)) ? null : ("MissingEndpoints", $"endpointslices for {named} have no addresses with port name \"{name}\"");
    }

    private static bool IsReady(DocObject slice, string portName) =>
        slice.ObjectsAt("endpoints").Any(endpoint => (endpoint.GetPath("conditions", "ready") as DocBool)?.Value != false)
        && slice.ObjectsAt("ports").Any(port => port.StringAt("name") == portName && port.GetInt64("port") is not null);
}

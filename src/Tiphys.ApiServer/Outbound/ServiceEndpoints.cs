using System.Net;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Outbound;

/// <summary>Finds where a Service's pods listen, so that the server reaches them whether or not this machine runs the service proxy.</summary>
internal sealed class ServiceEndpoints(IObjectReader reader)
{
    private const string ServiceLabel = "kubernetes.io/service-name";
    private static readonly GroupResource Slices = new("discovery.k8s.io", "endpointslices");

    /// <summary>Addresses to try, in order; for a service without selector or slices its own address, for one of type ExternalName the name it stands for.</summary>
    /// <exception cref="IOException">There is no such service or port, or nothing is ready behind it.</exception>
    public IReadOnlyList<EndPoint> Find(ServiceAddress address)
    {
        var service = reader.Get(BuiltInResources.Services, address.Namespace, address.Name)?.Decode()
            ?? throw new IOException($"service \"{address.Name}\" not found");
        if (service.StringAt("spec", "type") == "ExternalName")
            return [new DnsEndPoint(service.StringAt("spec", "externalName"), address.Port)];
        var port = service.ObjectsAt("spec", "ports").FirstOrDefault(entry => entry.GetInt64("port") == address.Port)
            ?? throw new IOException($"no service port {address.Port} found for service \"{address.Name}\"");
        var found = new List<EndPoint>();
        foreach (var slice in reader.List(Slices, address.Namespace).Select(stored => stored.Decode()))
        {
            if (slice.ObjectLabels?.GetString(ServiceLabel) == address.Name)
                found.AddRange(EndpointsOf(slice, port.StringAt("name")));
        }

        if (found.Count > 0)
            return found;
        if (service.GetPath("spec", "selector") is null && IPAddress.TryParse(service.StringAt("spec", "clusterIP"), out var clusterAddress))
            return [new IPEndPoint(clusterAddress, address.Port)];
        throw new IOException($"no endpoints available for service \"{address.Name}\"");
    }

    private static IEnumerable<IPEndPoint> EndpointsOf(DocObject slice, string portName)
    {
        var port = slice.ObjectsAt("ports").FirstOrDefault(entry => entry.StringAt("name") == portName)?.GetInt64("port");
        if (port is null)
            yield break;
        foreach (var endpoint in slice.ObjectsAt("endpoints"))
        {
            if ((endpoint.GetPath("conditions", "ready") as DocBool)?.Value == false)
                continue;
            foreach (var text in endpoint.StringsAt("addresses"))
            {
                if (IPAddress.TryParse(text, out var address))
                    yield return new IPEndPoint(address, (int)port.Value);
            }
        }
    }
}

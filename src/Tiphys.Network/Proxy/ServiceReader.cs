using System.Net;
using k8s.Models;
using Tiphys.Network.Nftables;

namespace Tiphys.Network.Proxy;

/// <summary>Reads what the proxy needs out of a Service and its EndpointSlices.</summary>
internal static class ServiceReader
{
    private const string ProxyNameLabel = "service.kubernetes.io/service-proxy-name";
    private const int DefaultAffinitySeconds = 10_800;

    /// <summary>The service's ports in the family; none if it is headless, external, another proxy's, or not of the family.</summary>
    public static IReadOnlyList<ProxyServicePort> Read(V1Service service, IEnumerable<V1EndpointSlice> slices, Family family, NetworkOptions options)
    {
        var spec = service.Spec;
        if (spec?.Ports is null || spec.Type == "ExternalName" || service.Metadata.Labels?.ContainsKey(ProxyNameLabel) == true)
            return [];
        if (ClusterAddress(spec, family) is not { } cluster)
            return [];

        string addressType = family == Family.Ip ? "IPv4" : "IPv6";
        var ofFamily = slices.Where(slice => slice.AddressType == addressType).ToList();
        return [.. spec.Ports.Select(port => new ProxyServicePort
        {
            Protocol = (port.Protocol ?? "TCP").ToLowerInvariant(),
            Port = port.Port,
            ClusterAddress = cluster,
            NodePort = spec.Type is "NodePort" or "LoadBalancer" ? port.NodePort ?? 0 : 0,
            ExternalAddresses = Addresses(spec.ExternalIPs, family),
            LoadBalancerAddresses = spec.Type == "LoadBalancer" ? Ingress(service, family) : [],
            SourceRanges = Ranges(spec.LoadBalancerSourceRanges, family),
            Affinity = Affinity(spec),
            IsInternalLocal = spec.InternalTrafficPolicy == "Local",
            IsExternalLocal = spec.ExternalTrafficPolicy == "Local",
            Endpoints = Endpoints(ofFamily, port.Name ?? "", options),
        })];
    }

    private static IPAddress? ClusterAddress(V1ServiceSpec spec, Family family) =>
        Addresses(spec.ClusterIPs is { Count: > 0 } several ? several : spec.ClusterIP is { } one ? [one] : null, family).FirstOrDefault();

    private static List<IPAddress> Addresses(IEnumerable<string>? texts, Family family)
    {
        var addresses = new List<IPAddress>();
        foreach (string text in texts ?? [])
        {
            if (IPAddress.TryParse(text, out var address) && address.FamilyOf() == family)
                addresses.Add(address);
        }

        return addresses;
    }

    private static List<IPAddress> Ingress(V1Service service, Family family) => Addresses(
        service.Status?.LoadBalancer?.Ingress?
            .Where(ingress => ingress.IpMode != "Proxy")
            .Select(ingress => ingress.Ip).OfType<string>(),
        family);

    private static List<IPNetwork> Ranges(IEnumerable<string>? texts, Family family)
    {
        var ranges = new List<IPNetwork>();
        foreach (string text in texts ?? [])
        {
            if (Cidr.TryParse(text, out var range) && range.FamilyOf() == family)
                ranges.Add(range);
        }

        return ranges;
    }

    private static TimeSpan? Affinity(V1ServiceSpec spec) => spec.SessionAffinity == "ClientIP"
        ? TimeSpan.FromSeconds(spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds ?? DefaultAffinitySeconds)
        : null;

    private static List<ProxyEndpoint> Endpoints(List<V1EndpointSlice> slices, string portName, NetworkOptions options)
    {
        var endpoints = new Dictionary<(IPAddress, int), ProxyEndpoint>();
        foreach (var slice in slices)
        {
            foreach (var port in slice.Ports ?? [])
            {
                if ((port.Name ?? "") != portName || port.Port is not { } number)
                    continue;
                foreach (var endpoint in slice.Endpoints ?? [])
                    AddEndpoint(endpoints, endpoint, number, options);
            }
        }

        // In a fixed order: the same endpoints give the same plan whatever the order of the slices.
        return [.. endpoints.Values.OrderBy(endpoint => endpoint.Address.ToString(), StringComparer.Ordinal).ThenBy(endpoint => endpoint.Port)];
    }

    private static void AddEndpoint(Dictionary<(IPAddress, int), ProxyEndpoint> endpoints, V1Endpoint endpoint, int port, NetworkOptions options)
    {
        // All addresses of one endpoint are the same thing; consumers use the first.
        if (endpoint.Addresses is not [{ } text, ..] || !IPAddress.TryParse(text, out var address) || IsUnroutable(address))
            return;
        bool ready = endpoint.Conditions?.Ready ?? true, terminating = endpoint.Conditions?.Terminating ?? false;
        bool serving = endpoint.Conditions?.Serving ?? ready;
        var zones = endpoint.Hints?.ForZones?.Select(zone => zone.Name).ToList() ?? [];
        var read = new ProxyEndpoint(address, port, ready, serving, terminating, endpoint.NodeName == options.NodeName, zones);
        // A pod that moves between slices stands in both for a moment: the better condition counts.
        if (!endpoints.TryGetValue((address, port), out var known) || (!known.IsReady && read.IsReady))
            endpoints[(address, port)] = read;
    }

    /// <summary>Validation refuses these too; an endpoint that names the node's own loopback or a neighbour on its link would open them to everybody.</summary>
    private static bool IsUnroutable(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || (address.FamilyOf() == Family.Ip && address.ToString().StartsWith("169.254.", StringComparison.Ordinal));
}

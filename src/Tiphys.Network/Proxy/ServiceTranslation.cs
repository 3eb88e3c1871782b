using System.Globalization;
using System.Net;
using Tiphys.Network.Nftables;

namespace Tiphys.Network.Proxy;

/// <summary>Turns one service port into map elements; pure.</summary>
internal sealed class ServiceTranslation(NetworkOptions options)
{
    private readonly List<Element> _elements = [];

    public static IReadOnlyList<Element> Translate(IReadOnlyList<ProxyServicePort> ports, NetworkOptions options)
    {
        var translation = new ServiceTranslation(options);
        foreach (var port in ports)
            translation.Add(port);
        return [.. translation._elements.Distinct()];
    }

    private void Add(ProxyServicePort port)
    {
        var anywhere = EndpointChoice.Anywhere(port.Endpoints, options.Zone);
        var here = EndpointChoice.OnThisNode(port.Endpoints);
        bool served = anywhere.Count > 0;

        _elements.Add(new(ProxyMaps.ClusterAddresses, port.ClusterAddress.ToString()));
        Address(port, port.ClusterAddress, port.IsInternalLocal ? here : anywhere, served);
        foreach (var external in port.ExternalAddresses.Concat(port.LoadBalancerAddresses))
        {
            Address(port, external, port.IsExternalLocal ? here : anywhere, served);
            if (port.IsExternalLocal)
                Pick(ProxyMaps.Inside + ProxyMaps.Services, ProxyMaps.Inside + ProxyMaps.Endpoints, Key(external, port), port, anywhere, ProxyChains.Inside);
        }

        if (port.NodePort != 0)
            NodePort(port, port.IsExternalLocal ? here : anywhere, anywhere);
        foreach (var address in port.LoadBalancerAddresses.Where(_ => port.SourceRanges.Count > 0))
            Restrict(port, address);
        foreach (var endpoint in anywhere.Where(endpoint => endpoint.IsLocal))
            _elements.Add(new(ProxyMaps.Hairpin, $"{endpoint.Address} . {endpoint.Address}"));
    }

    private void Address(ProxyServicePort port, IPAddress address, IReadOnlyList<ProxyEndpoint> endpoints, bool servedElsewhere)
    {
        string key = Key(address, port);
        if (endpoints.Count == 0)
            _elements.Add(new(ProxyMaps.Unserved, key, ProxyChains.Unserved(servedElsewhere)));
        else
            Pick(ProxyMaps.Services, ProxyMaps.Endpoints, key, port, endpoints, ProxyChains.ByAddress);
        if (Sticks(port, endpoints))
            _elements.Add(new(ProxyMaps.Remember, key, ProxyChains.Remember(port)));
    }

    private void NodePort(ProxyServicePort port, IReadOnlyList<ProxyEndpoint> endpoints, IReadOnlyList<ProxyEndpoint> anywhere)
    {
        string key = $"{port.Protocol} . {port.NodePort}";
        if (endpoints.Count == 0)
            _elements.Add(new(ProxyMaps.UnservedNodePorts, key, ProxyChains.Unserved(anywhere.Count > 0)));
        else
            Pick(ProxyMaps.NodePorts, ProxyMaps.NodePortEndpoints, key, port, endpoints, ProxyChains.ByNodePort);
        if (port.IsExternalLocal)
        {
            Pick(
                ProxyMaps.Inside + ProxyMaps.NodePorts, ProxyMaps.Inside + ProxyMaps.NodePortEndpoints, key, port, anywhere, ProxyChains.InsideNodePort);
        }

        if (Sticks(port, endpoints))
            _elements.Add(new(ProxyMaps.RememberNodePorts, key, ProxyChains.Remember(port)));
    }

    private void Pick(string services, string endpoints, string key, ProxyServicePort port, IReadOnlyList<ProxyEndpoint> chosen, string way)
    {
        if (chosen.Count == 0)
            return;
        _elements.Add(new(services, key, ProxyChains.Pick(way, chosen.Count, Sticks(port, chosen))));
        for (int i = 0; i < chosen.Count; i++)
            _elements.Add(new(endpoints, string.Create(CultureInfo.InvariantCulture, $"{key} . {i}"), $"{chosen[i].Address} . {chosen[i].Port}"));
    }

    private void Restrict(ProxyServicePort port, IPAddress address)
    {
        string key = Key(address, port);
        _elements.Add(new(ProxyMaps.Restricted, key));
        foreach (var range in port.SourceRanges)
            _elements.Add(new(ProxyMaps.Sources, $"{key} . {range}"));
    }

    private static bool Sticks(ProxyServicePort port, IReadOnlyList<ProxyEndpoint> endpoints) => port.Affinity is not null && endpoints.Count > 1;

    private static string Key(IPAddress address, ProxyServicePort port) => $"{address} . {port.Protocol} . {port.Port}";
}

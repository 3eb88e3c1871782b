using System.Net;
using k8s.Models;

namespace Tiphys.Network.Dns.Zone;

/// <summary>The records of a service, as the Kubernetes DNS specification 1.1 lays them out
/// (https://github.com/kubernetes/dns/blob/master/docs/specification.md); pure.</summary>
internal sealed class ServiceRecords
{
    private readonly List<ZoneRecord> _records = [];
    private readonly string _name;

    private ServiceRecords(string name) => _name = name;

    public static IReadOnlyList<ZoneRecord> Of(V1Service service, IEnumerable<V1EndpointSlice> slices, string domain)
    {
        var spec = service.Spec;
        var records = new ServiceRecords($"{service.Metadata.Name}.{service.Metadata.NamespaceProperty}.svc.{domain}");
        if (spec is null)
            return [];
        if (spec.Type == "ExternalName")
            records.Alias(spec.ExternalName);
        else if (spec.ClusterIP == "None")
            records.Headless(slices);
        else
            records.ClusterAddresses(spec, slices);
        return records._records;
    }

    private static List<IPAddress> Addresses(IEnumerable<string>? texts)
    {
        var addresses = new List<IPAddress>();
        foreach (string text in texts ?? [])
        {
            if (IPAddress.TryParse(text, out var address))
                addresses.Add(address);
        }

        return addresses;
    }

    private void Alias(string? target)
    {
        if (string.IsNullOrWhiteSpace(target))
            return;
        if (IPAddress.TryParse(target, out var address))
            _records.Add(ZoneRecord.Address(_name, address));
        else
            _records.Add(ZoneRecord.Alias(_name, target));
    }

    private void ClusterAddresses(V1ServiceSpec spec, IEnumerable<V1EndpointSlice> slices)
    {
        var addresses = Addresses(spec.ClusterIPs is { Count: > 0 } several ? several : spec.ClusterIP is { } one ? [one] : null);
        if (addresses.Count == 0)
            return;
        foreach (var address in addresses)
        {
            _records.Add(ZoneRecord.Address(_name, address));
            _records.Add(ZoneRecord.Pointer(address, _name));
        }

        foreach (var port in spec.Ports ?? [])
            Port(port.Name, port.Protocol, port.Port, _name);
        foreach (var (endpoint, _) in Endpoints(slices))
        {
            foreach (var address in Addresses(endpoint.Addresses))
                _records.Add(ZoneRecord.Pointer(address, $"{Label(endpoint, address)}.{_name}"));
        }
    }

    private void Headless(IEnumerable<V1EndpointSlice> slices)
    {
        foreach (var (endpoint, slice) in Endpoints(slices))
        {
            foreach (var address in Addresses(endpoint.Addresses))
            {
                string own = $"{Label(endpoint, address)}.{_name}";
                _records.Add(ZoneRecord.Address(_name, address));
                _records.Add(ZoneRecord.Address(own, address));
                _records.Add(ZoneRecord.Pointer(address, own));
                foreach (var port in slice.Ports ?? [])
                    Port(port.Name, port.Protocol, port.Port ?? 0, own);
            }
        }
    }

    /// <summary>Named ports have a name of their own; the service's name has all ports.</summary>
    private void Port(string? name, string? protocol, int port, string target)
    {
        if (port == 0)
            return;
        if (!string.IsNullOrEmpty(name))
            _records.Add(ZoneRecord.Service($"_{name}._{(protocol ?? "TCP").ToLowerInvariant()}.{_name}", port, target));
        _records.Add(ZoneRecord.Service(_name, port, target));
    }

    private static IEnumerable<(V1Endpoint Endpoint, V1EndpointSlice Slice)> Endpoints(IEnumerable<V1EndpointSlice> slices) =>
        from slice in slices
        where slice.AddressType is "IPv4" or "IPv6"
        from endpoint in slice.Endpoints ?? []
        // A service that publishes addresses which are not ready has them marked ready by its controller.
        where endpoint.Conditions?.Ready ?? true
        select (endpoint, slice);

    private static string Label(V1Endpoint endpoint, IPAddress address) =>
        string.IsNullOrEmpty(endpoint.Hostname) ? address.ToString().Replace('.', '-').Replace(':', '-') : endpoint.Hostname;
}

using System.Net;
using System.Net.Sockets;
using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.EndpointSlices;

/// <summary>The endpoints of a service that share address family and ports, and so may share slices.</summary>
internal sealed record DesiredEndpoints(string AddressType, IReadOnlyList<Discoveryv1EndpointPort> Ports, IReadOnlyList<V1Endpoint> Endpoints)
{
    /// <summary>Equal for slices that may be merged.</summary>
    public string Key => KeyOf(AddressType, Ports);

    public static string KeyOf(string addressType, IEnumerable<Discoveryv1EndpointPort>? ports) =>
        $"{addressType}|{string.Join(',', (ports ?? []).Select(port => $"{port.Name}/{port.Protocol}/{port.Port}/{port.AppProtocol}").Order(StringComparer.Ordinal))}";

    /// <summary>Everything the service's pods amount to; a family without pods is there with no endpoints.</summary>
    /// <param name="zoneOf">The zone of a node by name.</param>
    public static IReadOnlyList<DesiredEndpoints> Of(V1Service service, IEnumerable<V1Pod> pods, Func<string, string?> zoneOf)
    {
        var families = service.Spec.IpFamilies is { Count: > 0 } stated ? stated : ["IPv4"];
        var all = pods.OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal).ToArray();
        var desired = new List<DesiredEndpoints>();
        foreach (var family in families)
        {
            var groups = all.Select(pod => (Pod: pod, Address: AddressOf(pod, family)))
                .Where(item => item.Address is not null)
                .GroupBy(item => KeyOf(family, PortsOf(service, item.Pod)))
                .Select(group => new DesiredEndpoints(
                    family, PortsOf(service, group.First().Pod), [.. group.Select(item => Endpoint(service, item.Pod, item.Address!, zoneOf))]))
                .ToArray();
            desired.AddRange(groups.Length > 0 ? groups : [new(family, [], [])]);
        }

        return desired;
    }

    private static string? AddressOf(V1Pod pod, string family)
    {
        var wanted = family == "IPv6" ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var addresses = pod.Status.PodIPs is { Count: > 0 } list ? list.Select(item => item.Ip) : [pod.Status.PodIP];
        return addresses.FirstOrDefault(address => IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == wanted);
    }

    private static List<Discoveryv1EndpointPort> PortsOf(V1Service service, V1Pod pod) =>
    [
        .. (service.Spec.Ports ?? [])
            .Select(port => (Port: port, Target: ServicePods.TargetPort(port, pod)))
            .Where(item => item.Target is not null)
            .Select(item => new Discoveryv1EndpointPort
            {
                Name = item.Port.Name ?? "",
                Port = item.Target,
                Protocol = item.Port.Protocol ?? "TCP",
                AppProtocol = item.Port.AppProtocol,
            }),
    ];

    private static V1Endpoint Endpoint(V1Service service, V1Pod pod, string address, Func<string, string?> zoneOf)
    {
        var serving = pod.IsReady();
        var terminating = pod.IsDeleting();
        var node = string.IsNullOrEmpty(pod.Spec.NodeName) ? null : pod.Spec.NodeName;
        var named = !string.IsNullOrEmpty(pod.Spec.Hostname) && pod.Spec.Subdomain == service.Metadata.Name;
        return new()
        {
            Addresses = [address],
            Conditions = new()
            {
                Ready = service.Spec.PublishNotReadyAddresses == true || (serving && !terminating),
                Serving = serving,
                Terminating = terminating,
            },
            Hostname = named ? pod.Spec.Hostname : null,
            NodeName = node,
            Zone = node is null ? null : zoneOf(node),
            TargetRef = new()
            {
                Kind = "Pod",
                Name = pod.Metadata.Name,
                NamespaceProperty = pod.Metadata.NamespaceProperty,
                Uid = pod.Metadata.Uid,
            },
        };
    }
}

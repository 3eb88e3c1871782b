using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.EndpointSlices;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.Endpoints;

/// <summary>Computes the subsets of an Endpoints object: addresses that share ports share a subset.</summary>
internal static class EndpointsSubsets
{
    public const int MostAddresses = 1000;

    /// <param name="truncated">There were more addresses than fit.</param>
    public static List<V1EndpointSubset> Of(V1Service service, IEnumerable<V1Pod> pods, out bool truncated)
    {
        var publishAll = service.Spec.PublishNotReadyAddresses == true;
        var all = pods.Where(pod => publishAll || !pod.IsDeleting()).OrderBy(pod => pod.Status.PodIP, StringComparer.Ordinal).ToArray();
        truncated = all.Length > MostAddresses;
        if (truncated)
            all = [.. all.OrderByDescending(pod => pod.IsReady()).Take(MostAddresses)];
        return
        [
            .. all.Select(pod => (Pod: pod, Ports: PortsOf(service, pod)))
                .Where(item => item.Ports.Count > 0 || (service.Spec.Ports?.Count ?? 0) == 0)
                .GroupBy(item => string.Join(',', item.Ports.Select(port => $"{port.Name}/{port.Protocol}/{port.Port}")))
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Subset(service, [.. group.Select(item => item.Pod)], group.First().Ports, publishAll)),
        ];
    }

    private static V1EndpointSubset Subset(V1Service service, V1Pod[] pods, List<Corev1EndpointPort> ports, bool publishAll)
    {
        var ready = pods.Where(pod => publishAll || pod.IsReady()).Select(pod => Address(service, pod)).ToList();
        var unready = pods.Where(pod => !publishAll && !pod.IsReady()).Select(pod => Address(service, pod)).ToList();
        return new()
        {
            Addresses = ready.Count > 0 ? ready : null,
            NotReadyAddresses = unready.Count > 0 ? unready : null,
            Ports = ports.Count > 0 ? ports : null,
        };
    }

    private static List<Corev1EndpointPort> PortsOf(V1Service service, V1Pod pod) =>
    [
        .. (service.Spec.Ports ?? [])
            .Select(port => (Port: port, Target: ServicePods.TargetPort(port, pod)))
            .Where(item => item.Target is not null)
            .Select(item => new Corev1EndpointPort
            {
                Name = string.IsNullOrEmpty(item.Port.Name) ? null : item.Port.Name,
                Port = item.Target!.Value,
                Protocol = item.Port.Protocol ?? "TCP",
                AppProtocol = item.Port.AppProtocol,
            }),
    ];

    private static V1EndpointAddress Address(V1Service service, V1Pod pod)
    {
        var named = !string.IsNullOrEmpty(pod.Spec.Hostname) && pod.Spec.Subdomain == service.Metadata.Name;
        return new()
        {
            Ip = pod.Status.PodIP,
            Hostname = named ? pod.Spec.Hostname : null,
            NodeName = string.IsNullOrEmpty(pod.Spec.NodeName) ? null : pod.Spec.NodeName,
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

using System.Net;
using k8s.Models;

namespace Tiphys.Network.Policy;

/// <summary>A pod as policies see it.</summary>
/// <param name="Ports">Named container ports: name and protocol to number.</param>
internal sealed record PolicyPod(
    string Namespace,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<IPAddress> Addresses,
    bool IsLocal,
    IReadOnlyDictionary<(string Name, string Protocol), int> Ports)
{
    private static readonly Dictionary<string, string> NoLabels = [];

    /// <summary>Null for pods that no policy can mean: on the host's network, without an address yet, or ended.</summary>
    public static PolicyPod? Read(V1Pod pod, string nodeName)
    {
        if (pod.Spec?.HostNetwork == true || pod.Status?.Phase is "Succeeded" or "Failed")
            return null;
        var addresses = new List<IPAddress>();
        foreach (string? text in pod.Status?.PodIPs?.Select(ip => ip.Ip) ?? [pod.Status?.PodIP])
        {
            if (IPAddress.TryParse(text, out var address))
                addresses.Add(address);
        }

        if (addresses.Count == 0)
            return null;
        var ports = new Dictionary<(string, string), int>();
        foreach (var port in (pod.Spec?.Containers ?? []).SelectMany(container => container.Ports ?? []))
        {
            if (!string.IsNullOrEmpty(port.Name))
                ports.TryAdd((port.Name, port.Protocol ?? "TCP"), port.ContainerPort);
        }

        return new PolicyPod(
            pod.Metadata.NamespaceProperty, pod.Metadata.Labels?.AsReadOnly() ?? NoLabels.AsReadOnly(), addresses, pod.Spec?.NodeName == nodeName, ports);
    }
}

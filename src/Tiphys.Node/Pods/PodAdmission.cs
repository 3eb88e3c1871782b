using System.Globalization;
using k8s.Models;
using Tiphys.Node.Pods.Status;

namespace Tiphys.Node.Pods;

/// <summary>Whether this node takes a pod that was assigned to it: pure. Schedulers err, and nodeName may be set by hand.</summary>
internal static class PodAdmission
{
    /// <summary>The reason of pods that select another node by its labels.</summary>
    public const string WrongNode = "NodeAffinity";

    private static readonly (string Name, string Reason)[] Counted = [("cpu", "OutOfcpu"), ("memory", "OutOfmemory"), ("ephemeral-storage", "OutOfephemeral-storage")];

    /// <returns>Null if the pod is taken.</returns>
    /// <param name="others">The pods the node has taken and that have not ended.</param>
    /// <param name="nodeLabels">Null if they are not known yet.</param>
    public static WaitingReason? Refuse(V1Pod pod, IReadOnlyList<V1Pod> others, IDictionary<string, ResourceQuantity> allocatable, IDictionary<string, string>? nodeLabels)
    {
        var most = ResourceAmounts.Of(allocatable, "pods");
        if (others.Count + 1 > most)
            return Lacking("OutOfpods", "pods", 1, others.Count, most);
        foreach (var (name, reason) in Counted)
        {
            var asked = ResourceAmounts.OfPod(pod, name);
            var used = others.Sum(other => ResourceAmounts.OfPod(other, name));
            var all = ResourceAmounts.Of(allocatable, name);
            if (asked > 0 && asked + used > all)
            {
                var unit = name == "cpu" ? 1000 : 1;
                return Lacking(reason, name, asked * unit, used * unit, all * unit);
            }
        }

        if (Conflicts(pod, others))
            return new WaitingReason("NodePorts", "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports");
        if (nodeLabels is not null && pod.Spec.NodeSelector?.Any(pair => !nodeLabels.TryGetValue(pair.Key, out var value) || value != pair.Value) == true)
            return new WaitingReason(WrongNode, "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
        if (pod.Spec.Os?.Name is { } os && os != "linux")
            return new WaitingReason("PodOSNotSupported", "Pod was rejected: Failed to admit pod as the OS field doesn't match node OS");
        return null;
    }

    private static WaitingReason Lacking(string reason, string name, decimal asked, decimal used, decimal all) => new(
        reason,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Pod was rejected: Node didn't have enough resource: {name}, requested: {asked:0}, used: {used:0}, capacity: {all:0}"));

    private static bool Conflicts(V1Pod pod, IReadOnlyList<V1Pod> others)
    {
        var wanted = HostPorts(pod).ToHashSet();
        return wanted.Count > 0 && others.SelectMany(HostPorts).Any(taken => wanted.Any(port => Overlap(port, taken)));
    }

    private static bool Overlap((string Protocol, int Port, string Address) one, (string Protocol, int Port, string Address) other) =>
        one.Protocol == other.Protocol && one.Port == other.Port && (one.Address == other.Address || one.Address == "0.0.0.0" || other.Address == "0.0.0.0");

    private static IEnumerable<(string Protocol, int Port, string Address)> HostPorts(V1Pod pod) => pod.Spec.Containers
        .SelectMany(container => container.Ports ?? [])
        .Where(port => port.HostPort > 0)
        .Select(port => (port.Protocol ?? "TCP", port.HostPort ?? 0, string.IsNullOrEmpty(port.HostIP) ? "0.0.0.0" : port.HostIP));
}

using System.Text;
using k8s.Models;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Scheduler.Affinity;
using Tiphys.Scheduler.Columns;

namespace Tiphys.Scheduler.Pods;

/// <summary>Finds or makes the class of a pod.</summary>
/// <param name="namespaceLabels">Labels of a namespace, for affinity terms that select namespaces.</param>
internal sealed class PodClassTable(ResourceNames resources, Func<string, IDictionary<string, string>?> namespaceLabels)
{
    private const int MostClasses = 20_000;

    /// <summary>What scoring counts for a container that asks for no CPU or memory, as upstream.</summary>
    private static readonly Dictionary<string, decimal> ScoringDefaults = new() { ["cpu"] = 0.1m, ["memory"] = 200 * 1024 * 1024 };

    private readonly Dictionary<string, PodClass> _classes = [];
    private readonly Dictionary<string, NodeDemands> _demands = [];
    private readonly AffinityReader _affinity = new(namespaceLabels);

    public PodClass Of(V1Pod pod)
    {
        var key = KeyOf(pod);
        if (_classes.TryGetValue(key, out var found))
            return found;

        // Classes live on in the pods that use them; the table is only a way to find them again.
        if (_classes.Count >= MostClasses)
            _classes.Clear();
        var made = Make(pod);
        _classes.Add(key, made);
        return made;
    }

    private static string KeyOf(V1Pod pod)
    {
        var text = new StringBuilder(512);
        text.Append(pod.Metadata.NamespaceProperty).Append('|').Append(pod.ControllerOf()?.Uid).Append('|');
        foreach (var (key, value) in (pod.Metadata.Labels ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(key).Append('=').Append(value).Append(',');
        text.Append('|').Append(Encoding.UTF8.GetString(KubeJson.Write(Relevant(pod.Spec))));
        return text.ToString();
    }

    private static V1PodSpec Relevant(V1PodSpec spec) => new()
    {
        Containers = [.. spec.Containers.Select(Relevant)],
        InitContainers = spec.InitContainers is { Count: > 0 } init ? [.. init.Select(Relevant)] : null,
        Overhead = spec.Overhead,
        Resources = spec.Resources,
        NodeSelector = spec.NodeSelector,
        Affinity = spec.Affinity,
        Tolerations = spec.Tolerations,
        TopologySpreadConstraints = spec.TopologySpreadConstraints,
        Priority = spec.Priority,
        PreemptionPolicy = spec.PreemptionPolicy,
        HostNetwork = spec.HostNetwork,
    };

    private static V1Container Relevant(V1Container container) => new()
    {
        Image = container.Image,
        Resources = container.Resources,
        RestartPolicy = container.RestartPolicy,
        Ports = container.Ports?.Any(port => port.HostPort > 0) == true ? container.Ports : null,
    };

    private PodClass Make(V1Pod pod)
    {
        var (pinned, spec) = NodePin.Split(pod.Spec);
        var scored = PodResources.Requests(spec, ScoringDefaults);
        return new()
        {
            Namespace = pod.Metadata.NamespaceProperty,
            Labels = pod.Metadata.Labels ?? new Dictionary<string, string>(),
            OwnerUid = pod.ControllerOf()?.Uid,
            Demands = DemandsOf(spec),
            PinnedNode = pinned,
            Requests = [.. PodResources.Requests(spec).Where(pair => pair.Key != "pods" && pair.Value > 0).Select(Amount)],
            ScoredCpu = ResourceNames.Amount(ResourceNames.Cpu, scored.GetValueOrDefault("cpu")),
            ScoredMemory = ResourceNames.Amount(ResourceNames.Memory, scored.GetValueOrDefault("memory")),
            HostPorts = HostPortsOf(spec),
            Affinity = _affinity.Rules(pod),
            HardSpread = _affinity.Spread(pod, "DoNotSchedule"),
            SoftSpread = _affinity.Spread(pod, "ScheduleAnyway"),
            Priority = spec.Priority ?? 0,
            NeverPreempts = spec.PreemptionPolicy == "Never",
        };
    }

    private (int Resource, long Amount) Amount(KeyValuePair<string, decimal> request)
    {
        var id = resources.IdOf(request.Key);
        return (id, ResourceNames.Amount(id, request.Value));
    }

    private NodeDemands DemandsOf(V1PodSpec spec)
    {
        var relevant = new V1PodSpec
        {
            NodeSelector = spec.NodeSelector,
            Tolerations = spec.Tolerations,
            Affinity = spec.Affinity?.NodeAffinity is { } node ? new() { NodeAffinity = node } : null,
            Containers = [.. spec.Containers.Concat(spec.InitContainers ?? []).Select(container => new V1Container { Image = container.Image })],
        };
        var key = Encoding.UTF8.GetString(KubeJson.Write(relevant));
        if (_demands.TryGetValue(key, out var found))
            return found;
        if (_demands.Count >= MostClasses)
            _demands.Clear();
        var made = new NodeDemands(relevant);
        _demands.Add(key, made);
        return made;
    }

    private static HostPort[] HostPortsOf(V1PodSpec spec) =>
    [
        .. spec.Containers.Concat((spec.InitContainers ?? []).Where(container => container.RestartPolicy == "Always"))
            .SelectMany(container => container.Ports ?? [])
            .Where(port => port.HostPort > 0)
            .Select(port => new HostPort(string.IsNullOrEmpty(port.HostIP) ? "0.0.0.0" : port.HostIP, port.Protocol ?? "TCP", port.HostPort!.Value)),
    ];
}

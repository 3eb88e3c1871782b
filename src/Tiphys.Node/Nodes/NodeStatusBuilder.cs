using k8s.Models;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Nodes;

/// <summary>Makes the Node object and its status: pure.</summary>
internal static class NodeStatusBuilder
{
    /// <summary>Most images a node lists, the largest first; upstream's figure.</summary>
    private const int MostImages = 50;

    public static V1Node NewNode(NodeOptions options, NodeFacts facts)
    {
        var node = new V1Node
        {
            ApiVersion = "v1",
            Kind = "Node",
            Metadata = new V1ObjectMeta
            {
                Name = options.NodeName,
                Labels = Labels(options),
                Annotations = new Dictionary<string, string> { ["volumes.kubernetes.io/controller-managed-attach-detach"] = "true" },
            },
            Spec = new V1NodeSpec { Taints = options.NodeTaints.Count == 0 ? null : [.. options.NodeTaints.Select(ParseTaint)] },
        };
        if (options.PodCidr is { } cidr)
        {
            node.Spec.PodCIDR = cidr.ToString();
            node.Spec.PodCIDRs = [cidr.ToString()];
        }

        node.Status = new V1NodeStatus { Capacity = facts.Capacity, Allocatable = facts.Allocatable };
        return node;
    }

    public static Dictionary<string, string> Labels(NodeOptions options) => new(options.NodeLabels)
    {
        ["kubernetes.io/hostname"] = options.NodeName,
        ["kubernetes.io/os"] = "linux",
        ["kubernetes.io/arch"] = MachineInfo.Architecture,
        ["beta.kubernetes.io/os"] = "linux",
        ["beta.kubernetes.io/arch"] = MachineInfo.Architecture,
    };

    /// <param name="former">The status before, for transition times; null for a new node.</param>
    /// <param name="notReady">Why the node is not ready; null if it is.</param>
    public static V1NodeStatus Build(
        NodeFacts facts,
        V1NodeSystemInfo info,
        int port,
        IReadOnlyList<Image> images,
        V1NodeStatus? former,
        string? notReady,
        DateTime now) => new()
        {
            Addresses =
            [
                new V1NodeAddress { Type = "InternalIP", Address = facts.Address },
                new V1NodeAddress { Type = "Hostname", Address = facts.Name },
            ],
            Capacity = facts.Capacity,
            Allocatable = facts.Allocatable,
            NodeInfo = info,
            DaemonEndpoints = new V1NodeDaemonEndpoints { KubeletEndpoint = new V1DaemonEndpoint { Port = port } },
            Images = [.. images.OrderByDescending(image => image.Size).Take(MostImages).Select(Describe)],
            Conditions =
            [
                Condition(former, now, "MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                Condition(former, now, "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                Condition(former, now, "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                notReady is null
                    ? Condition(former, now, "Ready", "True", "KubeletReady", "kubelet is posting ready status")
                    : Condition(former, now, "Ready", "False", "KubeletNotReady", notReady),
            ],
        };

    private static V1NodeCondition Condition(V1NodeStatus? former, DateTime now, string type, string status, string reason, string message)
    {
        var before = former?.Conditions?.FirstOrDefault(condition => condition.Type == type);
        return new V1NodeCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastHeartbeatTime = Seconds(now),
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : Seconds(now),
        };
    }

    private static V1ContainerImage Describe(Image image) => new()
    {
        Names = [.. image.RepoDigests.Concat(image.RepoTags)],
        SizeBytes = (long)image.Size,
    };

    private static V1Taint ParseTaint(string text)
    {
        var effect = text.LastIndexOf(':');
        var pair = text[..effect].Split('=', 2);
        return new V1Taint { Key = pair[0], Value = pair.Length > 1 ? pair[1] : null, Effect = text[(effect + 1)..] };
    }

    private static DateTime Seconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}

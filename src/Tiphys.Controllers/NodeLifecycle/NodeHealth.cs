using k8s.Models;

namespace Tiphys.Controllers.NodeLifecycle;

/// <summary>What a node's conditions and taints should be, from when it was last heard of. Pure.</summary>
internal static class NodeHealth
{
    public const string NotReadyTaint = "node.kubernetes.io/not-ready";
    public const string UnreachableTaint = "node.kubernetes.io/unreachable";
    public const string UnschedulableTaint = "node.kubernetes.io/unschedulable";

    private static readonly string[] Reported = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

    private static readonly (string Condition, string Taint)[] PressureTaints =
    [
        ("MemoryPressure", "node.kubernetes.io/memory-pressure"),
        ("DiskPressure", "node.kubernetes.io/disk-pressure"),
        ("PIDPressure", "node.kubernetes.io/pid-pressure"),
        ("NetworkUnavailable", "node.kubernetes.io/network-unavailable"),
    ];

    /// <summary>The conditions of a node that has fallen silent; null if they say so already.</summary>
    public static IList<V1NodeCondition>? Silent(V1Node node, DateTime now)
    {
        var conditions = (node.Status?.Conditions ?? []).ToList();
        var changed = false;
        foreach (var type in Reported)
        {
            var present = conditions.FirstOrDefault(condition => condition.Type == type);
            if (present?.Status == "Unknown")
                continue;
            changed = true;
            conditions.RemoveAll(condition => condition.Type == type);
            conditions.Add(new()
            {
                Type = type,
                Status = "Unknown",
                Reason = present is null ? "NodeStatusNeverUpdated" : "NodeStatusUnknown",
                Message = present is null ? "Kubelet never posted node status." : "Kubelet stopped posting node status.",
                LastHeartbeatTime = present?.LastHeartbeatTime ?? node.Metadata.CreationTimestamp,
                LastTransitionTime = now,
            });
        }

        return changed ? conditions : null;
    }

    /// <summary>The taints the node should have; null if it has them.</summary>
    public static IList<V1Taint>? Taints(V1Node node, DateTime now)
    {
        var wanted = Wanted(node).ToArray();
        var present = node.Spec?.Taints ?? [];
        var ours = present.Where(IsOurs).ToArray();
        if (ours.Length == wanted.Length && wanted.All(taint => ours.Any(other => Same(taint, other))))
            return null;
        var kept = present.Where(taint => !IsOurs(taint));
        return
        [
            .. kept,
            .. wanted.Select(taint => ours.FirstOrDefault(other => Same(taint, other)) ?? taint with { TimeAdded = taint.Effect == "NoExecute" ? now : null }),
        ];
    }

    private static IEnumerable<V1Taint> Wanted(V1Node node)
    {
        var ready = StatusOf(node, "Ready");
        if (ready == "False")
        {
            yield return new() { Key = NotReadyTaint, Effect = "NoSchedule" };
            yield return new() { Key = NotReadyTaint, Effect = "NoExecute" };
        }
        else if (ready == "Unknown")
        {
            yield return new() { Key = UnreachableTaint, Effect = "NoSchedule" };
            yield return new() { Key = UnreachableTaint, Effect = "NoExecute" };
        }
        else if (ready is null)
            yield return new() { Key = NotReadyTaint, Effect = "NoSchedule" };

        foreach (var (condition, taint) in PressureTaints)
        {
            if (StatusOf(node, condition) == "True")
                yield return new() { Key = taint, Effect = "NoSchedule" };
        }

        if (node.Spec?.Unschedulable == true)
            yield return new() { Key = UnschedulableTaint, Effect = "NoSchedule" };
    }

    private static string? StatusOf(V1Node node, string type) => node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type)?.Status;

    private static bool Same(V1Taint left, V1Taint right) => left.Key == right.Key && left.Effect == right.Effect;

    private static bool IsOurs(V1Taint taint) =>
        taint.Key is NotReadyTaint or UnreachableTaint or UnschedulableTaint || PressureTaints.Any(pair => pair.Taint == taint.Key);
}

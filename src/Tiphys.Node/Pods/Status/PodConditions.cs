using k8s.Models;

namespace Tiphys.Node.Pods.Status;

/// <summary>A pod's conditions that the node agent answers for (kubernetes.io/docs: Pod Lifecycle, Pod conditions).</summary>
internal static class PodConditions
{
    public const string ReadyToStart = "PodReadyToStartContainers";
    public const string Initialized = "Initialized";
    public const string ContainersReady = "ContainersReady";
    public const string Ready = "Ready";
    public const string Scheduled = "PodScheduled";
    public const string ResizeInProgress = "PodResizeInProgress";
    private static readonly string[] Owned = [ReadyToStart, Initialized, Ready, ContainersReady, Scheduled, ResizeInProgress];

    public static List<V1PodCondition> Build(PodStatusInput input, V1PodStatus status)
    {
        var containersReady = AreContainersReady(input.Pod, status);
        List<V1PodCondition> conditions =
        [
            Of(ReadyToStart, HasSandbox(input), null, null),
            Initialization(input.Pod, status),
            IsReady(input, status, containersReady),
            containersReady,
            Of(Scheduled, true, null, null),
        ];
        if (IsResizing(input))
            conditions.Add(Of(ResizeInProgress, true, null, null));
        foreach (var condition in conditions)
        {
            var former = input.Former?.Conditions?.FirstOrDefault(candidate => candidate.Type == condition.Type);
            condition.LastTransitionTime = former?.Status == condition.Status ? former.LastTransitionTime : Seconds(input.Now);
            condition.ObservedGeneration = input.Pod.Metadata.Generation;
        }

        // Conditions of others (readiness gates, DisruptionTarget) stay as they are.
        conditions.AddRange(input.Pod.Status?.Conditions?.Where(other => !Owned.Contains(other.Type)) ?? []);
        return conditions;
    }

    /// <summary>A running container has other resources than the spec says by now.</summary>
    private static bool IsResizing(PodStatusInput input) => !input.IsTerminating && input.Pod.AllContainers().Any(container =>
        input.Runtime.Latest(container.Name) is { IsRunning: true } running && !Containers.ContainerAmounts.Matches(container, running));

    private static bool HasSandbox(PodStatusInput input) =>
        input.Runtime.ReadySandbox is not null && (input.Pod.IsHostNetwork() || input.Runtime.Addresses.Count > 0);

    /// <summary>All init containers have completed, all sidecars have started.</summary>
    public static bool IsInitialized(V1Pod pod, V1PodStatus status) => pod.InitContainers().All(container => IsInitDone(container, status));

    private static V1PodCondition Initialization(V1Pod pod, V1PodStatus status)
    {
        if (status.Phase == "Succeeded")
            return Of(Initialized, true, "PodCompleted", null);
        var incomplete = pod.InitContainers().Where(container => !IsInitDone(container, status)).Select(container => container.Name).ToArray();
        return incomplete.Length == 0
            ? Of(Initialized, true, null, null)
            : Of(Initialized, false, "ContainersNotInitialized", $"containers with incomplete status: [{string.Join(' ', incomplete)}]");
    }

    private static bool IsInitDone(V1Container container, V1PodStatus status)
    {
        var state = status.InitContainerStatuses?.FirstOrDefault(candidate => candidate.Name == container.Name);
        return container.IsSidecar() ? state?.Started == true : state?.Ready == true;
    }

    private static V1PodCondition AreContainersReady(V1Pod pod, V1PodStatus status)
    {
        if (Ended(status) is { } ended)
            return Of(ContainersReady, false, ended, null);
        var names = pod.InitContainers().Where(container => container.IsSidecar()).Concat(pod.Spec.Containers).Select(container => container.Name);
        var all = (status.InitContainerStatuses ?? []).Concat(status.ContainerStatuses ?? []).ToArray();
        var unready = names.Where(name => all.FirstOrDefault(candidate => candidate.Name == name)?.Ready != true).ToArray();
        return unready.Length == 0
            ? Of(ContainersReady, true, null, null)
            : Of(ContainersReady, false, "ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]");
    }

    private static V1PodCondition IsReady(PodStatusInput input, V1PodStatus status, V1PodCondition containersReady)
    {
        if (containersReady.Status != "True")
            return Of(Ready, false, containersReady.Reason, containersReady.Message);
        var missing = new List<string>();
        foreach (var gate in input.Pod.Spec.ReadinessGates ?? [])
        {
            var condition = input.Pod.Status?.Conditions?.FirstOrDefault(candidate => candidate.Type == gate.ConditionType);
            if (condition is null)
                missing.Add($"corresponding condition of pod readiness gate \"{gate.ConditionType}\" does not exist.");
            else if (condition.Status != "True")
                missing.Add($"the status of pod readiness gate \"{gate.ConditionType}\" is not \"True\", but {condition.Status}");
        }

        return missing.Count == 0 ? Of(Ready, true, null, null) : Of(Ready, false, "ReadinessGatesNotReady", string.Join(", ", missing));
    }

    private static string? Ended(V1PodStatus status) => status.Phase switch
    {
        "Succeeded" => "PodCompleted",
        "Failed" => "PodFailed",
        _ => null,
    };

    private static V1PodCondition Of(string type, bool value, string? reason, string? message) =>
        new() { Type = type, Status = value ? "True" : "False", Reason = reason, Message = message };

    private static DateTime Seconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}

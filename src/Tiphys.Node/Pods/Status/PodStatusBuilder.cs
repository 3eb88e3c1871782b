using k8s.Models;
using Tiphys.Node.Pods.Sync;

namespace Tiphys.Node.Pods.Status;

/// <summary>Makes a pod's status from what there is: pure, so that what users see is tested without a node.</summary>
internal static class PodStatusBuilder
{
    public static V1PodStatus Build(PodStatusInput input)
    {
        var pod = input.Pod;
        var containers = new ContainerStatusBuilder(input);
        var status = new V1PodStatus
        {
            QosClass = PodQos.ClassOf(pod),
            ObservedGeneration = pod.Metadata.Generation,
            StartTime = input.Former?.StartTime ?? pod.Status?.StartTime ?? Seconds(input.Now),
            HostIP = input.NodeAddress,
            HostIPs = [new V1HostIP { Ip = input.NodeAddress }],
            InitContainerStatuses = containers.Build(pod.InitContainers(), ContainerKind.Init, input.Former?.InitContainerStatuses, initialized: false),
            EphemeralContainerStatuses = containers.Build(pod.EphemeralContainers(), ContainerKind.Ephemeral, input.Former?.EphemeralContainerStatuses, initialized: true),
        };
        var initialized = PodConditions.IsInitialized(pod, status);
        status.ContainerStatuses = containers.Build(pod.Spec.Containers, ContainerKind.Ordinary, input.Former?.ContainerStatuses, initialized);
        SetAddresses(status, input);
        SetPhase(status, input);
        status.Conditions = PodConditions.Build(input, status);
        if (status.InitContainerStatuses.Count == 0)
            status.InitContainerStatuses = null;
        if (status.EphemeralContainerStatuses.Count == 0)
            status.EphemeralContainerStatuses = null;
        return status;
    }

    private static void SetAddresses(V1PodStatus status, PodStatusInput input)
    {
        IReadOnlyList<string> addresses = input.Pod.IsHostNetwork()
            ? input.Runtime.ReadySandbox is null ? [] : [input.NodeAddress]
            : input.Runtime.Addresses;
        // A pod that has ended keeps the address it had.
        if (addresses.Count == 0 && (input.IsTerminating || input.Ended is not null))
            addresses = input.Former?.PodIPs?.Select(address => address.Ip).ToArray() ?? [];
        if (addresses.Count == 0)
            return;
        status.PodIP = addresses[0];
        status.PodIPs = [.. addresses.Select(address => new V1PodIP { Ip = address })];
    }

    private static void SetPhase(V1PodStatus status, PodStatusInput input)
    {
        status.NominatedNodeName = input.Pod.Status?.NominatedNodeName;
        if (input.Ended is { } ended)
        {
            (status.Phase, status.Reason, status.Message) = ("Failed", ended.Reason, ended.Message);
            return;
        }

        // A phase that was reached is not left again.
        if (input.Former?.Phase is "Succeeded" or "Failed")
        {
            (status.Phase, status.Reason, status.Message) = (input.Former.Phase, input.Former.Reason, input.Former.Message);
            return;
        }

        status.Phase = PodPhase.Of(input.Pod, status.InitContainerStatuses, status.ContainerStatuses);
        var running = status.InitContainerStatuses.Concat(status.ContainerStatuses).Any(container => container.State?.Running is not null);
        if (running && (status.Phase is "Succeeded" or "Failed"))
            status.Phase = "Running";
        else if (input.IsTerminating && !running && status.Phase is not ("Succeeded" or "Failed"))
            status.Phase = AllSucceeded(status) ? "Succeeded" : "Failed";
    }

    private static bool AllSucceeded(V1PodStatus status) =>
        status.ContainerStatuses.All(container => container.State?.Terminated is { ExitCode: 0 });

    private static DateTime Seconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}

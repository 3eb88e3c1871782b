using k8s.Models;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Pods.Sync;

namespace Tiphys.Node.Pods.Status;

/// <summary>Makes the status of single containers.</summary>
internal sealed class ContainerStatusBuilder(PodStatusInput input)
{
    public List<V1ContainerStatus> Build(IEnumerable<V1Container> containers, ContainerKind kind, IList<V1ContainerStatus>? former, bool initialized) =>
        [.. containers.Select(container => BuildOne(container, kind, former?.FirstOrDefault(status => status.Name == container.Name), initialized))];

    private V1ContainerStatus BuildOne(V1Container container, ContainerKind kind, V1ContainerStatus? former, bool initialized)
    {
        var latest = input.Runtime.Latest(container.Name);
        var result = latest is null ? Absent(container, kind, former, initialized) : Present(container, kind, latest, former);
        result.VolumeMounts = VolumeMounts(container);
        return result;
    }

    /// <summary>The runtime has no such container: it was never made, or it was made and has been forgotten.</summary>
    private V1ContainerStatus Absent(V1Container container, ContainerKind kind, V1ContainerStatus? former, bool initialized)
    {
        var result = new V1ContainerStatus
        {
            Name = container.Name,
            Image = container.Image,
            ImageID = "",
            Ready = false,
            Started = false,
            RestartCount = former?.RestartCount ?? 0,
            LastState = former?.LastState ?? new V1ContainerState(),
            State = new V1ContainerState { Waiting = Waiting(container.Name, kind, initialized) },
        };
        if (former?.State?.Terminated is not null && (input.IsTerminating || input.Pod.IsTerminal() || kind != ContainerKind.Ordinary))
        {
            result.State = former.State;
            (result.Image, result.ImageID, result.ContainerID) = (former.Image, former.ImageID, former.ContainerID);
            result.Ready = former.Ready;
        }
        else if (former?.State?.Running is { } running)
        {
            var lost = new V1ContainerState
            {
                Terminated = new V1ContainerStateTerminated
                {
                    ExitCode = 137,
                    Reason = "ContainerStatusUnknown",
                    Message = "The container could not be located when the pod was looked at.  The container used to be Running",
                    StartedAt = running.StartedAt,
                },
            };
            (result.State, result.LastState) = input.IsTerminating ? (lost, result.LastState) : (result.State, lost);
        }

        return result;
    }

    private V1ContainerStatus Present(V1Container container, ContainerKind kind, RuntimeContainer latest, V1ContainerStatus? former)
    {
        var result = new V1ContainerStatus
        {
            Name = container.Name,
            Image = latest.Status.Image?.Image is { Length: > 0 } image ? image : container.Image,
            ImageID = latest.Status.ImageRef,
            ContainerID = $"containerd://{latest.Id}",
            RestartCount = latest.Attempt,
            LastState = LastState(container.Name, former),
            Ready = false,
            Started = false,
        };
        switch (latest.Status.State)
        {
            case ContainerState.ContainerRunning:
                result.State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Seconds(latest.StartedAt) } };
                SetReadiness(result, container, kind, latest);
                break;
            case ContainerState.ContainerExited:
                result.State = new V1ContainerState { Terminated = Terminated(latest) };
                result.Ready = kind == ContainerKind.Init && !container.IsSidecar() && latest.Status.ExitCode == 0;
                break;
            default:
                result.State = new V1ContainerState { Waiting = Waiting(container.Name, kind, initialized: true) };
                break;
        }

        if (!latest.IsRunning && input.Waiting.TryGetValue(container.Name, out var reason))
        {
            if (latest.IsExited)
                result.LastState = result.State;
            result.State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason.Reason, Message = reason.Message } };
            result.Ready = false;
        }

        SetResources(result, container, latest, former);
        return result;
    }

    private void SetReadiness(V1ContainerStatus result, V1Container container, ContainerKind kind, RuntimeContainer latest)
    {
        result.Started = input.Health.HasStarted(container, latest.Id);
        result.Ready = kind switch
        {
            ContainerKind.Init => container.IsSidecar() && input.Health.IsReady(container, latest.Id),
            ContainerKind.Ephemeral => false,
            _ => input.Health.IsReady(container, latest.Id),
        };
    }

    /// <summary>What the container has: what the spec says, or while a resize is on its way, what it had before.</summary>
    private static void SetResources(V1ContainerStatus result, V1Container container, RuntimeContainer latest, V1ContainerStatus? former)
    {
        var resources = container.Resources;
        result.AllocatedResources = resources?.Requests;
        result.Resources = Containers.ContainerAmounts.Matches(container, latest) || former?.Resources is null
            ? new V1ResourceRequirements { Limits = resources?.Limits, Requests = resources?.Requests }
            : former.Resources;
    }

    private V1ContainerState LastState(string name, V1ContainerStatus? former)
    {
        if (input.Runtime.Former(name) is { IsExited: true } before)
            return new V1ContainerState { Terminated = Terminated(before) };
        return former?.LastState ?? new V1ContainerState();
    }

    private V1ContainerStateTerminated Terminated(RuntimeContainer container) => new()
    {
        ExitCode = container.Status.ExitCode,
        Reason = container.Status.Reason is { Length: > 0 } reason ? reason : container.Status.ExitCode == 0 ? "Completed" : "Error",
        Message = Optional(Join(input.TerminationMessage(container), container.Status.Message)),
        StartedAt = Seconds(container.StartedAt),
        FinishedAt = Seconds(container.FinishedAt),
        ContainerID = $"containerd://{container.Id}",
    };

    private V1ContainerStateWaiting Waiting(string name, ContainerKind kind, bool initialized)
    {
        if (input.Waiting.TryGetValue(name, out var reason))
            return new V1ContainerStateWaiting { Reason = reason.Reason, Message = Optional(reason.Message) };
        var hasInit = input.Pod.Spec.InitContainers is { Count: > 0 };
        return new V1ContainerStateWaiting { Reason = hasInit && (kind == ContainerKind.Init || !initialized) ? "PodInitializing" : "ContainerCreating" };
    }

    private static List<V1VolumeMountStatus>? VolumeMounts(V1Container container) => container.VolumeMounts is not { Count: > 0 } mounts ? null :
    [
        .. mounts.Select(mount => new V1VolumeMountStatus
        {
            Name = mount.Name,
            MountPath = mount.MountPath,
            ReadOnlyProperty = mount.ReadOnlyProperty,
            RecursiveReadOnly = mount.ReadOnlyProperty == true ? "Disabled" : null,
        }),
    ];

    private static string Join(string message, string more) => message.Length == 0 ? more : more.Length == 0 ? message : $"{message}: {more}";

    private static string? Optional(string text) => text.Length == 0 ? null : text;

    /// <summary>The API's times have whole seconds.</summary>
    private static DateTime Seconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}

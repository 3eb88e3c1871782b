using k8s.Models;
using Tiphys.Node.Pods.Sync;

namespace Tiphys.Node.Pods.Status;

/// <summary>A pod's phase from the states of its containers (kubernetes.io/docs: Pod Lifecycle).</summary>
internal static class PodPhase
{
    public static string Of(V1Pod pod, IList<V1ContainerStatus> init, IList<V1ContainerStatus> ordinary)
    {
        var initState = InitState(pod, init);
        if (initState is not null && !ordinary.Any(status => status.State?.Running is not null || status.State?.Terminated is not null))
            return initState;
        int running = 0, waiting = 0, stopped = 0, succeeded = 0, final = 0;
        foreach (var container in pod.Spec.Containers)
        {
            var state = ordinary.FirstOrDefault(status => status.Name == container.Name) is { } status ? status : null;
            var ended = state?.State?.Terminated ?? (state?.State?.Waiting is not null ? state.LastState?.Terminated : null);
            if (state?.State?.Running is not null)
                running++;
            else if (ended is null)
                waiting++;
            else
            {
                stopped++;
                succeeded += ended.ExitCode == 0 ? 1 : 0;
                final += RestartPolicy.RestartsAfter(pod, container, ended.ExitCode) ? 0 : 1;
            }
        }

        if (waiting > 0)
            return "Pending";
        if (running > 0 || final < stopped)
            return "Running";
        return stopped == succeeded ? "Succeeded" : "Failed";
    }

    /// <summary>What the init containers alone say: null once they are all done.</summary>
    private static string? InitState(V1Pod pod, IList<V1ContainerStatus> init)
    {
        foreach (var container in pod.InitContainers())
        {
            var status = init.FirstOrDefault(candidate => candidate.Name == container.Name);
            if (container.IsSidecar())
            {
                if (status?.Started != true)
                    return "Pending";
                continue;
            }

            if (status?.State?.Terminated is not { } ended)
                return "Pending";
            if (ended.ExitCode == 0)
                continue;
            return RestartPolicy.RestartsAfter(pod, container, ended.ExitCode) ? "Pending" : "Failed";
        }

        return null;
    }
}

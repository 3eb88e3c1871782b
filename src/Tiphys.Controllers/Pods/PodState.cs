using k8s.Models;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.Pods;

/// <summary>Questions that every workload controller asks of a pod.</summary>
internal static class PodState
{
    /// <summary>Neither ended nor about to be.</summary>
    public static bool IsActive(this V1Pod pod) => !pod.IsEnded() && !pod.IsDeleting();

    public static bool IsEnded(this V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    public static V1PodCondition? Condition(this V1Pod pod, string type)
    {
        if (pod.Status?.Conditions is not { } conditions)
            return null;
        foreach (var condition in conditions)
        {
            if (condition.Type == type)
                return condition;
        }

        return null;
    }

    public static bool IsReady(this V1Pod pod) => pod.Condition("Ready")?.Status == "True";

    /// <summary>Ready for at least so long.</summary>
    public static bool IsAvailable(this V1Pod pod, int minReadySeconds, DateTime now)
    {
        if (pod.Condition("Ready") is not { Status: "True" } ready)
            return false;
        return minReadySeconds == 0 || (ready.LastTransitionTime is { } since && since.AddSeconds(minReadySeconds) <= now);
    }

    /// <summary>How long until a ready pod counts as available; null if it is not ready or is available already.</summary>
    public static TimeSpan? UntilAvailable(this V1Pod pod, int minReadySeconds, DateTime now)
    {
        if (minReadySeconds == 0 || pod.Condition("Ready") is not { Status: "True", LastTransitionTime: { } since })
            return null;
        var left = since.AddSeconds(minReadySeconds) - now;
        return left > TimeSpan.Zero ? left : null;
    }

    /// <summary>The most restarts of any of its containers.</summary>
    public static int Restarts(this V1Pod pod) => pod.Status?.ContainerStatuses?.Select(status => status.RestartCount).DefaultIfEmpty().Max() ?? 0;
}

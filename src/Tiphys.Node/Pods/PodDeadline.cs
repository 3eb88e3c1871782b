using k8s.Models;
using Tiphys.Node.Pods.Status;

namespace Tiphys.Node.Pods;

/// <summary>A pod's activeDeadlineSeconds, counted from its start on this node.</summary>
internal static class PodDeadline
{
    /// <summary>Time left; null without a deadline.</summary>
    public static TimeSpan? Remaining(V1Pod pod, V1PodStatus? last, DateTime now)
    {
        if (pod.Spec.ActiveDeadlineSeconds is not { } seconds || (last?.StartTime ?? pod.Status?.StartTime) is not { } started)
            return null;
        return started + TimeSpan.FromSeconds(seconds) - now;
    }

    public static WaitingReason? Check(V1Pod pod, V1PodStatus? last, DateTime now) => Remaining(pod, last, now) <= TimeSpan.Zero
        ? new WaitingReason("DeadlineExceeded", "Pod was active on the node longer than the specified deadline")
        : null;
}

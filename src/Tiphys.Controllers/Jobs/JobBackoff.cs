using k8s.Models;
using Tiphys.Primitives.Retries;

namespace Tiphys.Controllers.Jobs;

/// <summary>How long a Job waits after failures before it starts further pods: 10 s, doubled for each in a row, at most 10 min. Pure.</summary>
internal static class JobBackoff
{
    private static readonly BackoffPolicy Policy = new() { First = TimeSpan.FromSeconds(10), Longest = TimeSpan.FromMinutes(10) };

    /// <summary>Zero if pods may be started now.</summary>
    public static TimeSpan Wait(V1Job job, IReadOnlyCollection<V1Pod> pods, DateTime now)
    {
        // A limit per index has its own count, and a pod that ran in place is the node agent's to restart.
        if (job.Spec.BackoffLimitPerIndex is not null)
            return TimeSpan.Zero;
        var lastSuccess = pods.Where(JobPods.Succeeded).Select(JobPods.FinishedAt).Max() ?? DateTime.MinValue;
        var failures = pods.Where(pod => pod.Status?.Phase == "Failed").Select(JobPods.FinishedAt).OfType<DateTime>().Where(at => at > lastSuccess).ToArray();
        if (failures.Length == 0)
            return TimeSpan.Zero;
        var until = failures.Max() + Policy.Delay(failures.Length - 1);
        return until > now ? until - now : TimeSpan.Zero;
    }
}

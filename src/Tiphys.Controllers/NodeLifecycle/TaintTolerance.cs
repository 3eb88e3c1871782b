using k8s.Models;
using Tiphys.Client.Selectors;

namespace Tiphys.Controllers.NodeLifecycle;

/// <summary>How long a pod stands the taints of its node.</summary>
internal static class TaintTolerance
{
    /// <returns>Zero if some taint is not tolerated at all, <see cref="Timeout.InfiniteTimeSpan"/> if all are tolerated for ever.</returns>
    public static TimeSpan Of(V1Pod pod, IReadOnlyCollection<V1Taint> taints)
    {
        var tolerations = pod.Spec.Tolerations ?? [];
        var shortest = Timeout.InfiniteTimeSpan;
        foreach (var taint in taints)
        {
            var matching = tolerations.Where(toleration => NodeMatcher.Tolerates(toleration, taint)).ToArray();
            if (matching.Length == 0)
                return TimeSpan.Zero;

            // The shortest bound of all matching tolerations counts; one without a bound does not lift it.
            var bounds = matching.Where(toleration => toleration.TolerationSeconds is not null)
                .Select(toleration => TimeSpan.FromSeconds(Math.Max(0, toleration.TolerationSeconds!.Value)))
                .ToArray();
            if (bounds.Length > 0 && (shortest == Timeout.InfiniteTimeSpan || bounds.Min() < shortest))
                shortest = bounds.Min();
        }

        return shortest;
    }
}

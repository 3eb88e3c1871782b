using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Deployments;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.Disruptions;

/// <summary>What a PodDisruptionBudget allows at present. Pure.</summary>
/// <param name="Expected">How many pods there should be, by their controllers.</param>
/// <param name="Desired">How many must stay healthy.</param>
internal readonly record struct BudgetCount(int Expected, int Desired, int Healthy)
{
    public int Allowed => Expected > 0 ? Math.Max(0, Healthy - Desired) : 0;

    /// <param name="pods">The pods the budget selects.</param>
    /// <param name="scaleOf">How many replicas the controller of a pod wants; null if it has none that says so.</param>
    /// <param name="disrupted">Pods whose eviction was granted and is not seen yet: they count as unhealthy.</param>
    public static BudgetCount Of(
        V1PodDisruptionBudget budget, IReadOnlyCollection<V1Pod> pods, Func<V1Pod, (string Uid, int Replicas)?> scaleOf, ISet<string> disrupted)
    {
        var healthy = pods.Count(pod => pod.IsReady() && !pod.IsDeleting() && !disrupted.Contains(pod.Metadata.Name));
        if (budget.Spec.MaxUnavailable is { } most)
        {
            var expected = Expect(pods, scaleOf);
            return new(expected, Math.Max(0, expected - RolloutBounds.Resolve(most, expected, roundUp: true)), healthy);
        }

        var least = budget.Spec.MinAvailable ?? "1";
        if (!least.Value.EndsWith('%'))
            return new(pods.Count, RolloutBounds.Resolve(least, pods.Count, roundUp: true), healthy);
        var all = Expect(pods, scaleOf);
        return new(all, RolloutBounds.Resolve(least, all, roundUp: true), healthy);
    }

    private static int Expect(IReadOnlyCollection<V1Pod> pods, Func<V1Pod, (string Uid, int Replicas)?> scaleOf) =>
        pods.Select(scaleOf).OfType<(string Uid, int Replicas)>().DistinctBy(scale => scale.Uid).Sum(scale => scale.Replicas);
}

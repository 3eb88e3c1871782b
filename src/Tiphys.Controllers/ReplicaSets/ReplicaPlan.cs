using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.ReplicaSets;

/// <summary>What a replica owner lacks or has too many of.</summary>
/// <param name="Create">How many pods to create.</param>
/// <param name="Delete">Which pods to delete.</param>
internal sealed record ReplicaPlan(int Create, IReadOnlyList<V1Pod> Delete)
{
    private const int MostAtOnce = 500;

    /// <param name="owned">The owner's pods of every state.</param>
    /// <param name="related">Pods of owners that share a controller with this one, for the choice of what to delete.</param>
    public static ReplicaPlan Decide(ReplicaOwner owner, IReadOnlyCollection<V1Pod> owned, IEnumerable<V1Pod> related)
    {
        var active = owned.Where(pod => pod.IsActive()).ToList();
        var surplus = active.Count - owner.Replicas;
        if (surplus <= 0)
            return new(Math.Min(-surplus, MostAtOnce), []);
        active.Sort(new PodDeletionOrder(related));
        return new(0, active[..Math.Min(surplus, MostAtOnce)]);
    }

    /// <summary>The status that the pods amount to.</summary>
    public static ReplicaStatus Status(ReplicaOwner owner, IReadOnlyCollection<V1Pod> owned, DateTime now, (string Reason, string Message)? failure)
    {
        var active = owned.Where(pod => pod.IsActive()).ToArray();
        var template = LabelMatcher.OfMap(owner.Template.Metadata?.Labels);
        return new(
            active.Length,
            active.Count(pod => template.Matches(pod.Metadata.Labels)),
            active.Count(pod => pod.IsReady()),
            active.Count(pod => pod.IsAvailable(owner.MinReadySeconds, now)),
            owned.Count(pod => pod.IsDeleting() && !pod.IsEnded()),
            owner.Generation,
            failure);
    }
}

using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Revisions;

namespace Tiphys.Controllers.StatefulSets;

/// <summary>Counts a StatefulSet's status. Pure.</summary>
internal static class StatefulStatus
{
    public static V1StatefulSetStatus Count(
        V1StatefulSet set, IReadOnlyList<V1Pod> pods, V1ControllerRevision current, V1ControllerRevision update, int? collisions, DateTime now)
    {
        var created = pods.Where(pod => !string.IsNullOrEmpty(pod.Status?.Phase)).ToArray();
        var ready = created.Count(pod => pod.Status.Phase == "Running" && pod.IsReady());
        var old = Count(created, current);
        var updated = Count(created, update);
        var status = new V1StatefulSetStatus
        {
            ObservedGeneration = set.Metadata.Generation,
            Replicas = created.Length,
            ReadyReplicas = NullIfZero(ready),
            AvailableReplicas = created.Count(pod => pod.Status.Phase == "Running" && pod.IsAvailable(set.Spec.MinReadySeconds ?? 0, now)),
            CurrentReplicas = NullIfZero(old),
            UpdatedReplicas = NullIfZero(updated),
            CurrentRevision = current.Metadata.Name,
            UpdateRevision = update.Metadata.Name,
            CollisionCount = collisions ?? 0,
            Conditions = set.Status?.Conditions,
        };

        // The rollout is over: what was the update is now the present.
        var over = set.Spec.UpdateStrategy?.Type is null or "RollingUpdate" && updated == created.Length && ready == created.Length;
        return over ? status with { CurrentReplicas = status.UpdatedReplicas, CurrentRevision = update.Metadata.Name } : status;
    }

    private static int Count(V1Pod[] pods, V1ControllerRevision revision) =>
        pods.Count(pod => !pod.IsDeleting() && pod.Label(RevisionHistory.HashLabel) == revision.Metadata.Name);

    private static int? NullIfZero(int number) => number == 0 ? null : number;
}

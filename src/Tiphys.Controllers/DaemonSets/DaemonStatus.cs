using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Revisions;

namespace Tiphys.Controllers.DaemonSets;

/// <summary>Counts a DaemonSet's status. Pure.</summary>
internal static class DaemonStatus
{
    public static V1DaemonSetStatus Count(
        V1DaemonSet set, IReadOnlyList<V1Node> nodes, IReadOnlyList<V1Pod> pods, string hash, int? collisions, DateTime now)
    {
        var byNode = pods.Where(pod => DaemonPods.NodeOf(pod) is not null).ToLookup(pod => DaemonPods.NodeOf(pod)!);
        int desired = 0, current = 0, misplaced = 0, ready = 0, available = 0, updated = 0;
        foreach (var node in nodes)
        {
            var here = byNode[node.Metadata.Name].OrderBy(pod => pod.Metadata.CreationTimestamp).ToArray();
            if (!DaemonPods.Judge(set.Spec.Template, node).ShouldRun)
            {
                misplaced += here.Length > 0 ? 1 : 0;
                continue;
            }

            desired++;
            current += here.Length > 0 ? 1 : 0;

            // Of several the one that is ready, as it is the one that serves.
            var counted = here.FirstOrDefault(pod => pod.IsReady() && !pod.IsDeleting()) ?? here.FirstOrDefault();
            ready += here.Any(pod => pod.IsReady()) ? 1 : 0;
            available += here.Any(pod => pod.IsAvailable(set.Spec.MinReadySeconds ?? 0, now)) ? 1 : 0;
            updated += counted?.Label(RevisionHistory.HashLabel) == hash ? 1 : 0;
        }

        return new()
        {
            DesiredNumberScheduled = desired,
            CurrentNumberScheduled = current,
            NumberMisscheduled = misplaced,
            NumberReady = ready,
            UpdatedNumberScheduled = NullIfZero(updated),
            NumberAvailable = NullIfZero(available),
            NumberUnavailable = NullIfZero(desired - available),
            ObservedGeneration = set.Metadata.Generation,
            CollisionCount = collisions,
            Conditions = set.Status?.Conditions,
        };
    }

    private static int? NullIfZero(int number) => number == 0 ? null : number;
}

using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Deployments;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Revisions;

namespace Tiphys.Controllers.DaemonSets;

/// <summary>Which pods of a DaemonSet to start and to stop. Pure.</summary>
/// <param name="CreateOn">Nodes that lack a pod.</param>
/// <param name="Failed">Ended pods in the way of a new one, deleted like those of <paramref name="Delete"/>.</param>
internal sealed record DaemonPlan(IReadOnlyList<string> CreateOn, IReadOnlyList<V1Pod> Delete, IReadOnlyList<V1Pod> Failed)
{
    /// <param name="pods">The set's pods, of every state.</param>
    /// <param name="hash">The hash label of the present revision.</param>
    public static DaemonPlan Decide(V1DaemonSet set, IReadOnlyList<V1Node> nodes, IReadOnlyList<V1Pod> pods, string hash, DateTime now)
    {
        var byNode = pods.Where(pod => DaemonPods.NodeOf(pod) is not null).ToLookup(pod => DaemonPods.NodeOf(pod)!);
        var known = nodes.Select(node => node.Metadata.Name).ToHashSet();
        var create = new List<string>();
        var delete = new List<V1Pod>();
        var failed = new List<V1Pod>();
        foreach (var node in nodes)
        {
            var (shouldRun, mayStay) = DaemonPods.Judge(set.Spec.Template, node);
            Place(node.Metadata.Name, [.. byNode[node.Metadata.Name]], shouldRun, mayStay, MaxSurge(set, nodes.Count) > 0, hash, create, delete, failed);
        }

        delete.AddRange(byNode.Where(group => !known.Contains(group.Key)).SelectMany(group => group).Where(pod => !pod.IsDeleting() && string.IsNullOrEmpty(pod.Spec.NodeName)));
        if (set.Spec.UpdateStrategy?.Type != "OnDelete")
            Roll(set, nodes, byNode, hash, now, create, delete);
        return new([.. create.Distinct()], [.. delete.Distinct()], failed);
    }

    private static void Place(
        string node, V1Pod[] pods, bool shouldRun, bool mayStay, bool surges, string hash, List<string> create, List<V1Pod> delete, List<V1Pod> failed)
    {
        var alive = pods.Where(pod => !pod.IsDeleting()).ToArray();
        if (!mayStay)
        {
            delete.AddRange(alive);
            return;
        }

        if (pods.Length == 0)
        {
            if (shouldRun)
                create.Add(node);
            return;
        }

        var ended = alive.Where(pod => pod.IsEnded()).ToArray();
        failed.AddRange(ended);
        var running = alive.Except(ended).OrderBy(pod => pod.Metadata.CreationTimestamp).ToArray();
        if (running.Length <= 1)
            return;

        // While surging, one old and one new pod live side by side.
        var keep = surges
            ? new[] { running.FirstOrDefault(pod => pod.Label(RevisionHistory.HashLabel) != hash), running.FirstOrDefault(pod => pod.Label(RevisionHistory.HashLabel) == hash) }
            : [running[0]];
        delete.AddRange(running.Where(pod => !keep.Contains(pod)));
    }

    private static void Roll(
        V1DaemonSet set, IReadOnlyList<V1Node> nodes, ILookup<string, V1Pod> byNode, string hash, DateTime now, List<string> create, List<V1Pod> delete)
    {
        var minReady = set.Spec.MinReadySeconds ?? 0;
        var eligible = nodes.Where(node => DaemonPods.Judge(set.Spec.Template, node).ShouldRun).Select(node => node.Metadata.Name).ToArray();
        var surge = MaxSurge(set, eligible.Length);
        var allowed = RolloutBounds.Resolve(set.Spec.UpdateStrategy?.RollingUpdate?.MaxUnavailable ?? "1", eligible.Length, roundUp: true);
        if (surge > 0)
        {
            Surge(eligible, byNode, hash, minReady, surge, now, create, delete);
            return;
        }

        var candidates = new List<V1Pod>();
        foreach (var node in eligible)
        {
            var alive = byNode[node].Where(pod => !pod.IsDeleting()).ToArray();
            var old = alive.FirstOrDefault(pod => pod.Label(RevisionHistory.HashLabel) != hash);
            if (!alive.Any(pod => pod.IsAvailable(minReady, now)))
            {
                // What is not available anyway is replaced at once and uses up the allowance.
                allowed--;
                if (old is not null)
                    delete.Add(old);
            }
            else if (old is not null)
                candidates.Add(old);
        }

        delete.AddRange(candidates.Take(Math.Max(0, allowed)));
    }

    private static void Surge(
        string[] eligible, ILookup<string, V1Pod> byNode, string hash, int minReady, int surge, DateTime now, List<string> create, List<V1Pod> delete)
    {
        var waiting = new List<string>();
        foreach (var node in eligible)
        {
            var alive = byNode[node].Where(pod => !pod.IsDeleting()).ToArray();
            var old = alive.FirstOrDefault(pod => pod.Label(RevisionHistory.HashLabel) != hash);
            var young = alive.FirstOrDefault(pod => pod.Label(RevisionHistory.HashLabel) == hash);
            if (old is null)
                continue;
            if (young is null)
            {
                if (!old.IsAvailable(minReady, now))
                    create.Add(node);
                else
                    waiting.Add(node);
            }
            else if (young.IsAvailable(minReady, now))
                delete.Add(old);
            else
                surge--;
        }

        create.AddRange(waiting.Take(Math.Max(0, surge)));
    }

    private static int MaxSurge(V1DaemonSet set, int nodes) =>
        RolloutBounds.Resolve(set.Spec.UpdateStrategy?.RollingUpdate?.MaxSurge ?? "0", nodes, roundUp: true);
}

using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Deployments;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Revisions;

namespace Tiphys.Controllers.StatefulSets;

/// <summary>The next steps for a StatefulSet's pods. Pure.</summary>
/// <param name="Create">Ordinals to create, with whether in the new revision.</param>
/// <param name="Delete">Pods to delete, because they failed, are surplus, or are to be replaced by a new revision.</param>
/// <param name="Keep">Pods that stay, to be checked for their identity.</param>
internal sealed record StatefulPlan(IReadOnlyList<(int Ordinal, bool New)> Create, IReadOnlyList<V1Pod> Delete, IReadOnlyList<V1Pod> Keep)
{
    /// <param name="pods">The set's pods, of every state.</param>
    /// <param name="currentHash">The name of the revision that is being left; a StatefulSet's pods carry it in their hash label.</param>
    /// <param name="updateHash">The name of the revision that is wanted.</param>
    /// <param name="currentReplicas">How many pods of the old revision the status last counted.</param>
    public static StatefulPlan Decide(
        V1StatefulSet set, IReadOnlyList<V1Pod> pods, string currentHash, string updateHash, int currentReplicas, DateTime now)
    {
        var steps = new Steps(set, pods, currentHash, updateHash, currentReplicas, now);
        if (set.IsDeleting())
            return steps.Result;
        if (steps.Fill() && steps.Shrink())
            steps.Roll();
        return steps.Result;
    }

    private sealed class Steps(V1StatefulSet set, IReadOnlyList<V1Pod> pods, string currentHash, string updateHash, int currentReplicas, DateTime now)
    {
        private readonly bool _ordered = set.Spec.PodManagementPolicy != "Parallel";
        private readonly int _start = set.Spec.Ordinals?.Start ?? 0;
        private readonly int _replicas = set.Spec.Replicas ?? 1;
        private readonly int _minReady = set.Spec.MinReadySeconds ?? 0;
        private readonly Dictionary<int, V1Pod> _byOrdinal = pods
            .Where(pod => StatefulPods.OrdinalOf(set, pod) >= 0)
            .ToDictionary(pod => StatefulPods.OrdinalOf(set, pod));

        private readonly List<(int Ordinal, bool New)> _create = [];
        private readonly List<V1Pod> _delete = [];
        private readonly List<V1Pod> _keep = [];

        public StatefulPlan Result => new(_create, _delete, _keep);

        private int Partition => set.Spec.UpdateStrategy?.RollingUpdate?.Partition ?? 0;

        /// <returns>False if what follows has to wait for a step taken here.</returns>
        public bool Fill()
        {
            for (var ordinal = _start; ordinal < _start + _replicas; ordinal++)
            {
                if (!_byOrdinal.TryGetValue(ordinal, out var pod))
                {
                    _create.Add((ordinal, !IsOldWanted(ordinal)));
                    if (_ordered)
                        return false;
                    continue;
                }

                if (pod.IsDeleting())
                {
                    if (_ordered)
                        return false;
                    continue;
                }

                if (pod.IsEnded())
                {
                    _delete.Add(pod);
                    if (_ordered)
                        return false;
                    continue;
                }

                _keep.Add(pod);
                if (_ordered && IsDown(pod))
                    return false;
            }

            return true;
        }

        public bool Shrink()
        {
            var condemned = _byOrdinal.Where(pair => pair.Key < _start || pair.Key >= _start + _replicas).OrderByDescending(pair => pair.Key).ToArray();
            var firstDown = _byOrdinal.OrderBy(pair => pair.Key).Select(pair => pair.Value).FirstOrDefault(IsDown);
            foreach (var (_, pod) in condemned)
            {
                // In order, shrinking halts at a pod that is down, unless nothing before it is.
                if (!pod.IsDeleting() && !(_ordered && IsDown(pod) && pod != firstDown))
                    _delete.Add(pod);
                if (_ordered)
                    return false;
            }

            return true;
        }

        public void Roll()
        {
            if (set.Spec.UpdateStrategy?.Type == "OnDelete")
                return;
            var allowed = RolloutBounds.Resolve(set.Spec.UpdateStrategy?.RollingUpdate?.MaxUnavailable ?? "1", _replicas, roundUp: true);
            var missing = Enumerable.Range(_start, _replicas).Count(ordinal =>
                !_byOrdinal.TryGetValue(ordinal, out var pod) || IsDown(pod));
            var left = Math.Max(1, allowed) - missing;
            for (var ordinal = _start + _replicas - 1; ordinal >= _start + Partition && ordinal >= _start; ordinal--)
            {
                if (!_byOrdinal.TryGetValue(ordinal, out var pod) || pod.Label(RevisionHistory.HashLabel) == updateHash || pod.IsDeleting())
                    continue;

                // One that is down already costs nothing to replace.
                var down = IsDown(pod);
                if (!down && left <= 0)
                    return;
                _delete.Add(pod);
                if (!down)
                    left--;
            }
        }

        private bool IsDown(V1Pod pod) => !StatefulPods.IsHealthy(pod) || !pod.IsAvailable(_minReady, now);

        private bool IsOldWanted(int ordinal)
        {
            if (currentHash == updateHash)
                return false;
            if (ordinal < _start + Partition)
                return true;
            return set.Spec.UpdateStrategy?.Type is null or "RollingUpdate" && set.Spec.UpdateStrategy?.RollingUpdate is null && ordinal < _start + currentReplicas;
        }
    }
}

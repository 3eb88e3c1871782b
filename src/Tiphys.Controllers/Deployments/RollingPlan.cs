using k8s.Models;

namespace Tiphys.Controllers.Deployments;

/// <summary>Decides the steps of a rolling update: how far the new ReplicaSet may grow and which old ones may shrink.</summary>
internal static class RollingPlan
{
    /// <summary>The size the new ReplicaSet may have now.</summary>
    /// <param name="all">Every ReplicaSet of the deployment, the new one included.</param>
    /// <param name="current">What the new one has.</param>
    public static int NewReplicas(V1Deployment deployment, IEnumerable<V1ReplicaSet> all, int current)
    {
        var wished = deployment.Spec.Replicas ?? 1;
        if (deployment.Spec.Strategy?.Type == "Recreate" || current > wished)
            return wished;
        var most = wished + RolloutBounds.Of(deployment).MaxSurge;
        var room = most - all.Sum(Size);
        return room <= 0 ? current : current + Math.Min(room, wished - current);
    }

    /// <summary>The old ReplicaSets that shrink now: first by what is not available anyway, then by what the new one has made up for.</summary>
    public static IReadOnlyList<ReplicaSetScale> ShrinkOld(V1Deployment deployment, IReadOnlyList<V1ReplicaSet> old, V1ReplicaSet? current)
    {
        var oldTotal = old.Sum(Size);
        if (oldTotal == 0)
            return [];
        var least = (deployment.Spec.Replicas ?? 1) - RolloutBounds.Of(deployment).MaxUnavailable;
        var newMissing = current is null ? 0 : Size(current) - AvailableOf(current);
        var room = oldTotal + (current is null ? 0 : Size(current)) - least - newMissing;
        if (room <= 0)
            return [];
        var sizes = old.OrderBy(set => set.Metadata.CreationTimestamp).Select(set => (Set: set, Size: Size(set))).ToArray();
        DropUnhealthy(sizes, room);
        DropHealthy(sizes, old.Sum(AvailableOf) + (current is null ? 0 : AvailableOf(current)) - least);
        return [.. sizes.Where(item => item.Size != Size(item.Set)).Select(item => new ReplicaSetScale(item.Set, item.Size))];
    }

    private static void DropUnhealthy((V1ReplicaSet Set, int Size)[] sizes, int room)
    {
        for (var i = 0; i < sizes.Length && room > 0; i++)
        {
            var drop = Math.Min(room, sizes[i].Size - AvailableOf(sizes[i].Set));
            if (drop <= 0)
                continue;
            sizes[i].Size -= drop;
            room -= drop;
        }
    }

    private static void DropHealthy((V1ReplicaSet Set, int Size)[] sizes, int room)
    {
        for (var i = 0; i < sizes.Length && room > 0; i++)
        {
            var drop = Math.Min(room, sizes[i].Size);
            sizes[i].Size -= drop;
            room -= drop;
        }
    }

    private static int Size(V1ReplicaSet set) => set.Spec.Replicas ?? 1;

    private static int AvailableOf(V1ReplicaSet set) => set.Status?.AvailableReplicas ?? 0;
}

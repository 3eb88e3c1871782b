using k8s.Models;
using Tiphys.Client.Selectors;
using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Filters;

namespace Tiphys.Scheduler.Volumes;

/// <summary>What a pod's claims demand of a node.</summary>
/// <param name="Bound">The volumes of bound claims.</param>
/// <param name="Unbound">Claims that wait for the pod to be placed, each with the volumes it could take and whether one can be made.</param>
/// <param name="LostVolume">A claim is bound to a volume that is not there.</param>
/// <param name="ExclusiveClaimInUse">A ReadWriteOncePod claim is another pod's.</param>
internal sealed record VolumeDemands(
    IReadOnlyList<V1PersistentVolume> Bound, IReadOnlyList<UnboundClaim> Unbound, bool LostVolume, bool ExclusiveClaimInUse)
{
    public Verdict Judge(ClusterState state, int row)
    {
        var node = state.Node(row)!;
        if (ExclusiveClaimInUse)
            return Verdict.ClaimInUse;
        if (LostVolume)
            return Verdict.VolumeNotFound;
        foreach (var volume in Bound)
        {
            if (!Reaches(volume, node))
                return Verdict.VolumeNodeAffinity;
        }

        foreach (var claim in Unbound)
        {
            if (!claim.CanProvision(node) && claim.Choose(node) is null)
                return Verdict.VolumeNoMatch;
        }

        return Verdict.Feasible;
    }

    /// <summary>True if the volume can be used on the node.</summary>
    public static bool Reaches(V1PersistentVolume volume, NodeInfo node) =>
        volume.Spec.NodeAffinity?.Required is not { } required || NodeMatcher.Selects(null, required, node.Name, node.Labels);
}

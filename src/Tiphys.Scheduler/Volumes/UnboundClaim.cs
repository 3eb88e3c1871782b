using k8s.Models;
using Tiphys.Scheduler.Columns;

namespace Tiphys.Scheduler.Volumes;

/// <summary>A claim that is bound only once its pod has a node.</summary>
/// <param name="Candidates">Free volumes that would do, the smallest first.</param>
/// <param name="StorageClass">Null if the claim's class is not there.</param>
internal sealed record UnboundClaim(V1PersistentVolumeClaim Claim, IReadOnlyList<V1PersistentVolume> Candidates, V1StorageClass? StorageClass)
{
    private const string NoProvisioner = "kubernetes.io/no-provisioner";

    /// <summary>The volume to take on the node; null for none.</summary>
    public V1PersistentVolume? Choose(NodeInfo node) => Candidates.FirstOrDefault(volume => VolumeDemands.Reaches(volume, node));

    /// <summary>A volume can be made for the node.</summary>
    public bool CanProvision(NodeInfo node)
    {
        if (StorageClass is not { Provisioner: { Length: > 0 } provisioner } || provisioner == NoProvisioner)
            return false;
        return StorageClass.AllowedTopologies is not { Count: > 0 } topologies
            || topologies.Any(term => (term.MatchLabelExpressions ?? []).All(
                label => node.Labels.TryGetValue(label.Key, out var value) && label.Values.Contains(value)));
    }
}

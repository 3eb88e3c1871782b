using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Ownership;

namespace Tiphys.Controllers.StatefulSets;

/// <summary>Makes the claims of a StatefulSet's pods and says by owner references when they go.</summary>
internal sealed class StatefulClaims(KubeClient client, ObjectCache<V1PersistentVolumeClaim> claims, EventRecorder events)
{
    /// <summary>Every claim of the ordinal exists.</summary>
    public async Task EnsureAsync(V1StatefulSet set, int ordinal, CancellationToken cancellationToken)
    {
        foreach (var claim in StatefulPods.Claims(set, ordinal))
        {
            if (claims.Get(claim.Key()) is not null)
                continue;
            try
            {
                await client.For<V1PersistentVolumeClaim>().CreateAsync(claim, cancellationToken).ConfigureAwait(false);
                events.Normal(
                    set.Reference(),
                    "SuccessfulCreate",
                    $"create Claim {claim.Metadata.Name} Pod {set.Metadata.Name}-{ordinal} in StatefulSet {set.Metadata.Name} success");
            }
            catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists)
            {
                // There, only not in the cache yet.
            }
        }
    }

    /// <summary>Gives the claims the owners that their retention policy asks for: the set, or a pod that is to go for good.</summary>
    public async Task ApplyRetentionAsync(V1StatefulSet set, IReadOnlyList<V1Pod> pods, CancellationToken cancellationToken)
    {
        if (set.Spec.VolumeClaimTemplates is not { Count: > 0 } templates || set.Spec.PersistentVolumeClaimRetentionPolicy is not { } policy)
            return;
        var start = set.Spec.Ordinals?.Start ?? 0;
        foreach (var pod in pods)
        {
            var ordinal = StatefulPods.OrdinalOf(set, pod);
            var condemned = ordinal < start || ordinal >= start + (set.Spec.Replicas ?? 1);
            var wanted = policy.WhenScaled == "Delete" && condemned
                ? new V1OwnerReference { ApiVersion = "v1", Kind = "Pod", Name = pod.Metadata.Name, Uid = pod.Metadata.Uid }
                : policy.WhenDeleted == "Delete" ? OwnerIdentity.Of(set).ToReference() : null;
            foreach (var template in templates)
            {
                if (claims.Get(set.Metadata.NamespaceProperty, StatefulPods.ClaimName(set, template, ordinal)) is { } claim)
                    await SetOwnerAsync(set, pod, claim, wanted, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SetOwnerAsync(
        V1StatefulSet set, V1Pod pod, V1PersistentVolumeClaim claim, V1OwnerReference? wanted, CancellationToken cancellationToken)
    {
        var present = claim.Metadata.OwnerReferences ?? [];
        var others = present.Where(owner => owner.Uid != set.Metadata.Uid && owner.Uid != pod.Metadata.Uid).ToList();
        if (wanted is not null)
            others.Add(wanted);
        if (others.Count == present.Count && others.All(owner => present.Any(known => known.Uid == owner.Uid)))
            return;
        await client.For<V1PersistentVolumeClaim>()
            .UpdateAsync(claim with { Metadata = claim.Metadata with { OwnerReferences = others } }, cancellationToken).ConfigureAwait(false);
    }
}

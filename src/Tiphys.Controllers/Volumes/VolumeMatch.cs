using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Client.Selectors;

namespace Tiphys.Controllers.Volumes;

/// <summary>Which volume a claim takes. Pure.</summary>
internal static class VolumeMatch
{
    /// <summary>The volume reserved for the claim, else the smallest free one that will do; null for none.</summary>
    public static V1PersistentVolume? Find(V1PersistentVolumeClaim claim, IEnumerable<V1PersistentVolume> volumes)
    {
        var selector = claim.Spec.Selector is null ? LabelMatcher.Everything : LabelMatcher.Of(claim.Spec.Selector);
        var wanted = Size(claim.Spec.Resources?.Requests);
        V1PersistentVolume? best = null;
        foreach (var volume in volumes)
        {
            if (IsFor(volume, claim))
                return Fits(volume, claim, wanted) ? volume : null;
            if (volume.Spec.ClaimRef is not null || volume.IsDeleting() || volume.Status?.Phase is not ("Available" or "Pending" or null)
                || !Fits(volume, claim, wanted) || !selector.Matches(volume.Metadata.Labels))
                continue;
            if (best is null || Size(volume.Spec.Capacity) < Size(best.Spec.Capacity))
                best = volume;
        }

        return best;
    }

    /// <summary>True if the volume names the claim.</summary>
    public static bool IsFor(V1PersistentVolume volume, V1PersistentVolumeClaim claim) =>
        volume.Spec.ClaimRef is { } reference
        && reference.Name == claim.Metadata.Name
        && reference.NamespaceProperty == claim.Metadata.NamespaceProperty
        && (string.IsNullOrEmpty(reference.Uid) || reference.Uid == claim.Metadata.Uid);

    public static decimal Size(IDictionary<string, ResourceQuantity>? list) =>
        list is not null && list.TryGetValue("storage", out var quantity) ? quantity.ToDecimal() : 0;

    private static bool Fits(V1PersistentVolume volume, V1PersistentVolumeClaim claim, decimal wanted) =>
        (volume.Spec.StorageClassName ?? "") == (claim.Spec.StorageClassName ?? "")
        && (volume.Spec.VolumeMode ?? "Filesystem") == (claim.Spec.VolumeMode ?? "Filesystem")
        && (claim.Spec.AccessModes ?? []).All(mode => volume.Spec.AccessModes?.Contains(mode) == true)
        && (volume.Spec.VolumeAttributesClassName ?? "") == (claim.Spec.VolumeAttributesClassName ?? "")
        && Size(volume.Spec.Capacity) >= wanted;
}

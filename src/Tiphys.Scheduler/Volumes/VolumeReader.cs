using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Selectors;
using Tiphys.Scheduler.Columns;

namespace Tiphys.Scheduler.Volumes;

/// <summary>Looks up what a pod's claims are bound to, or could be.</summary>
internal sealed class VolumeReader(
    ObjectCache<V1PersistentVolumeClaim> claims, ObjectCache<V1PersistentVolume> volumes, ObjectCache<V1StorageClass> classes)
{
    /// <summary>The names of the claims a pod uses, those made for its ephemeral volumes included.</summary>
    public static IReadOnlyList<string> ClaimsOf(V1Pod pod)
    {
        List<string>? names = null;
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (volume.PersistentVolumeClaim is { } claim)
                (names ??= []).Add(claim.ClaimName);
            else if (volume.Ephemeral is not null)
                (names ??= []).Add($"{pod.Metadata.Name}-{volume.Name}");
        }

        return names ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The demands of the pod's claims; null if it has none.</summary>
    /// <param name="problem">Set if the pod can run nowhere as long as this stands, in upstream's words.</param>
    public VolumeDemands? Read(V1Pod pod, ClusterState state, out string? problem)
    {
        problem = null;
        var names = ClaimsOf(pod);
        if (names.Count == 0)
            return null;
        var bound = new List<V1PersistentVolume>();
        var unbound = new List<UnboundClaim>();
        bool lost = false, inUse = false;
        foreach (var name in names)
        {
            if (claims.Get(pod.Metadata.NamespaceProperty, name) is not { } claim)
            {
                problem = $"persistentvolumeclaim \"{name}\" not found";
                return null;
            }

            problem ??= Problem(claim);
            inUse |= IsExclusive(claim) && state.Pods.Any(other => other.Key.Namespace == pod.Metadata.NamespaceProperty && other.Claims.Contains(name));
            if (!string.IsNullOrEmpty(claim.Spec.VolumeName))
            {
                if (volumes.Get("", claim.Spec.VolumeName) is { } volume)
                    bound.Add(volume);
                else
                    lost = true;
            }
            else
                unbound.Add(new(claim, Candidates(claim), ClassOf(claim)));
        }

        return new(bound, unbound, lost, inUse);
    }

    private static bool IsExclusive(V1PersistentVolumeClaim claim) => claim.Spec.AccessModes?.Contains("ReadWriteOncePod") == true;

    private string? Problem(V1PersistentVolumeClaim claim)
    {
        if (claim.IsDeleting())
            return $"persistentvolumeclaim \"{claim.Metadata.Name}\" is being deleted";
        if (claim.Status?.Phase == "Lost")
            return $"persistentvolumeclaim \"{claim.Metadata.Name}\" bound to non-existent persistentvolume \"{claim.Spec.VolumeName}\"";
        var waits = ClassOf(claim)?.VolumeBindingMode == "WaitForFirstConsumer";
        return string.IsNullOrEmpty(claim.Spec.VolumeName) && !waits ? "pod has unbound immediate PersistentVolumeClaims" : null;
    }

    private V1StorageClass? ClassOf(V1PersistentVolumeClaim claim) =>
        string.IsNullOrEmpty(claim.Spec.StorageClassName) ? null : classes.Get("", claim.Spec.StorageClassName);

    private V1PersistentVolume[] Candidates(V1PersistentVolumeClaim claim)
    {
        var wanted = claim.Spec.Resources?.Requests?.TryGetValue("storage", out var quantity) == true ? quantity.ToDecimal() : 0;
        var selector = claim.Spec.Selector is null ? LabelMatcher.Everything : LabelMatcher.Of(claim.Spec.Selector);
        return
        [
            .. volumes.List()
                .Where(volume => volume.Status?.Phase is "Available" or null
                    && volume.Spec.ClaimRef is null
                    && !volume.IsDeleting()
                    && (volume.Spec.StorageClassName ?? "") == (claim.Spec.StorageClassName ?? "")
                    && (volume.Spec.VolumeMode ?? "Filesystem") == (claim.Spec.VolumeMode ?? "Filesystem")
                    && (claim.Spec.AccessModes ?? []).All(mode => volume.Spec.AccessModes?.Contains(mode) == true)
                    && selector.Matches(volume.Metadata.Labels)
                    && SizeOf(volume) >= wanted)
                .OrderBy(SizeOf),
        ];
    }

    private static decimal SizeOf(V1PersistentVolume volume) =>
        volume.Spec.Capacity?.TryGetValue("storage", out var size) == true ? size.ToDecimal() : 0;
}

using k8s.Models;
using Tiphys.Client;

namespace Tiphys.Node.Volumes;

/// <summary>persistentVolumeClaim (and the claim of an ephemeral volume): the path behind the claim's volume, of the kinds local and hostPath.</summary>
internal sealed class ClaimVolume(KubeClient client)
{
    /// <exception cref="VolumeException">The claim is not bound, or its volume is of a kind this node cannot mount.</exception>
    public async Task<MountedVolume> MountAsync(string ns, string claimName, bool readOnly, CancellationToken cancellationToken)
    {
        var claim = await client.For<V1PersistentVolumeClaim>().TryGetAsync(ns, claimName, cancellationToken).ConfigureAwait(false)
            ?? throw new VolumeException($"persistentvolumeclaim \"{claimName}\" not found");
        if (claim.Status?.Phase != "Bound" || string.IsNullOrEmpty(claim.Spec.VolumeName))
            throw new VolumeException($"PVC {ns}/{claimName} is not bound");
        var volume = await client.For<V1PersistentVolume>().TryGetAsync(null, claim.Spec.VolumeName, cancellationToken).ConfigureAwait(false)
            ?? throw new VolumeException($"persistentvolume \"{claim.Spec.VolumeName}\" not found");
        if (volume.Spec.ClaimRef?.Uid is { } bound && bound != claim.Metadata.Uid)
            throw new VolumeException($"PV {volume.Metadata.Name} is bound to another claim");
        if (volume.Spec.HostPath is { } hostPath)
            return HostPathVolume.Mount(hostPath) with { ReadOnly = readOnly };
        if (volume.Spec.Local is not { } local)
            throw new VolumeException($"PV {volume.Metadata.Name} is of a kind that this node cannot mount");
        if (!Path.Exists(local.Path))
            throw new VolumeException($"path \"{local.Path}\" does not exist");
        return new MountedVolume(local.Path, readOnly);
    }
}

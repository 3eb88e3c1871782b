using k8s.Models;
using Tiphys.Node.Images;
using Tiphys.Node.Native;
using Tiphys.Node.Pods;
using Tiphys.Node.Pods.Containers;

namespace Tiphys.Node.Volumes;

/// <summary>image: the content of an image, read-only. Mounted by containerd itself, since its CRI of version 1.6 has no image mounts.</summary>
internal sealed class ImageVolume(ImagePuller images, ImageStore store)
{
    /// <exception cref="VolumeException">The image cannot be had or mounted now.</exception>
    public async Task<MountedVolume> MountAsync(V1Pod pod, V1ImageVolumeSource source, string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        if (MountPoints.IsMountPoint(directory))
            return new MountedVolume(directory, ReadOnly: true);
        try
        {
            var image = await images.EnsureAsync(pod, pod.PodReference(), source.Reference, source.PullPolicy, null, cancellationToken).ConfigureAwait(false);
            await store.MountAsync(image, directory, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ContainerConfigException or ImageException)
        {
            throw new VolumeException(e.Message);
        }

        return new MountedVolume(directory, ReadOnly: true);
    }
}

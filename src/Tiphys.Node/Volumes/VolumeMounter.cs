using k8s.Models;
using Tiphys.Client;
using Tiphys.Node.Cgroups;
using Tiphys.Node.Native;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Volumes;

/// <summary>Makes a pod's volumes ready, keeps those that come from the API fresh, and takes everything away when the pod is gone.</summary>
internal sealed class VolumeMounter(PodDirectories directories, ProjectedFiles projected, ServiceAccountTokens tokens, ImageVolume images, KubeClient client, TimeProvider time)
{
    private readonly ClaimVolume _claims = new(client);

    /// <summary>Makes ready, or brings up to date, every volume of the pod. Idempotent; called again whenever something it depends on changed.</summary>
    /// <exception cref="VolumeException">A volume cannot be had now; the message names it.</exception>
    public async Task<MountedVolumes> MountAsync(VolumeContext context, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, MountedVolume>(StringComparer.Ordinal);
        foreach (var volume in context.Pod.Spec.Volumes ?? [])
        {
            try
            {
                result[volume.Name] = await MountOneAsync(context, volume, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is VolumeException or IOException or UnauthorizedAccessException or Api.Errors.ApiException)
            {
                throw new VolumeException($"MountVolume.SetUp failed for volume \"{volume.Name}\" : {e.Message}");
            }
        }

        return new MountedVolumes(result);
    }

    /// <summary>Unmounts and deletes everything of a pod below its directory. Host paths and local volumes keep what is in them.</summary>
    public void Remove(string podUid)
    {
        tokens.Forget(podUid);
        var directory = directories.Pod(podUid);
        if (!Directory.Exists(directory))
            return;
        MountPoints.UnmountBelow(directory);
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Unmounts and deletes a pod's volumes; what else it has, such as its containers' last words, stays.</summary>
    public void RemoveVolumes(string podUid)
    {
        tokens.Forget(podUid);
        MountPoints.UnmountBelow(directories.Pod(podUid));
        foreach (var name in (string[])["volumes", "volume-subpaths"])
        {
            var directory = Path.Combine(directories.Pod(podUid), name);
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<MountedVolume> MountOneAsync(VolumeContext context, V1Volume volume, CancellationToken cancellationToken)
    {
        var uid = context.Pod.Uid();
        var security = context.Pod.Spec.SecurityContext;
        if (volume.EmptyDir is { } empty)
        {
            var mounted = EmptyDirVolume.Mount(empty, directories.Volume(uid, "kubernetes.io~empty-dir", volume.Name), PodAmounts.Of(context.Pod).MemoryLimit);
            VolumeOwnership.Apply(mounted.HostPath, security);
            return mounted;
        }

        if (volume.HostPath is { } hostPath)
            return HostPathVolume.Mount(hostPath);
        if (volume.PersistentVolumeClaim is { } claim)
            return Owned(await _claims.MountAsync(context.Namespace, claim.ClaimName, claim.ReadOnlyProperty == true, cancellationToken).ConfigureAwait(false), security);
        if (volume.Image is { } image)
            return await images.MountAsync(context.Pod, image, directories.Volume(uid, "kubernetes.io~image", volume.Name), cancellationToken).ConfigureAwait(false);
        if (volume.Ephemeral is not null)
        {
            var name = $"{context.Pod.Metadata.Name}-{volume.Name}";
            return Owned(await _claims.MountAsync(context.Namespace, name, readOnly: false, cancellationToken).ConfigureAwait(false), security);
        }

        var files = await projected.ReadAsync(context, volume, cancellationToken).ConfigureAwait(false)
            ?? throw new VolumeException("the volume is of a kind that this node cannot mount");
        var directory = directories.Volume(uid, PluginOf(volume), volume.Name);
        MountMemory(volume, directory);
        AtomicDirectory.Write(directory, files, time.GetUtcNow(), security?.FsGroup, TokenOwner(context.Pod, volume));
        return new MountedVolume(directory, ReadOnly: true);
    }

    /// <summary>What is secret never reaches a disk.</summary>
    private static void MountMemory(V1Volume volume, string directory)
    {
        Directory.CreateDirectory(directory);
        if ((volume.Secret is not null || volume.Projected is not null) && !MountPoints.IsMountPoint(directory))
        {
            MountPoints.MountTmpfs(directory, 0);
            File.SetUnixFileMode(directory, (UnixFileMode)0x1ed); // 0755
        }
    }

    private static MountedVolume Owned(MountedVolume mounted, V1PodSecurityContext? security)
    {
        if (!mounted.ReadOnly && Directory.Exists(mounted.HostPath))
            VolumeOwnership.Apply(mounted.HostPath, security);
        return mounted;
    }

    /// <summary>Where all containers run as one user that is not root, tokens belong to it.</summary>
    private static long? TokenOwner(V1Pod pod, V1Volume volume)
    {
        if (volume.Projected?.Sources?.Any(source => source.ServiceAccountToken is not null) != true || pod.Spec.SecurityContext?.FsGroup is not null)
            return null;
        var users = pod.InitContainers().Concat(pod.Spec.Containers)
            .Select(container => container.SecurityContext?.RunAsUser ?? pod.Spec.SecurityContext?.RunAsUser).Distinct().ToArray();
        return users is [{ } one] ? one : null;
    }

    private static string PluginOf(V1Volume volume) => volume switch
    {
        { ConfigMap: not null } => "kubernetes.io~configmap",
        { Secret: not null } => "kubernetes.io~secret",
        { DownwardAPI: not null } => "kubernetes.io~downward-api",
        _ => "kubernetes.io~projected",
    };
}

using k8s.Models;
using Tiphys.Node.Native;

namespace Tiphys.Node.Volumes;

/// <summary>emptyDir: a directory that lives as long as the pod; on tmpfs if its medium is Memory.</summary>
internal static class EmptyDirVolume
{
    private const UnixFileMode Open = (UnixFileMode)0x1ff; // 0777

    public static MountedVolume Mount(V1EmptyDirVolumeSource source, string directory, long memoryLimit)
    {
        if (!Directory.Exists(directory))
            Directory.CreateDirectory(directory);
        if (source.Medium == "Memory" && !MountPoints.IsMountPoint(directory))
            MountPoints.MountTmpfs(directory, Size(source, memoryLimit));
        File.SetUnixFileMode(directory, source.Mode is { } mode ? (UnixFileMode)mode : Open | (File.GetUnixFileMode(directory) & UnixFileMode.SetGroup));
        return new MountedVolume(directory);
    }

    /// <summary>No more than the limit on the volume or the pod's memory limit, whichever is less; 0 leaves the kernel's default.</summary>
    private static long Size(V1EmptyDirVolumeSource source, long memoryLimit)
    {
        var own = source.SizeLimit is { } limit ? (long)limit.ToDecimal() : 0;
        return own == 0 ? memoryLimit : memoryLimit == 0 ? own : Math.Min(own, memoryLimit);
    }
}

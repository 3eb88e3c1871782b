using System.Runtime.InteropServices;
using Tiphys.Node.Native;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Volumes;

/// <summary>
/// Gives a container one path inside a volume. A volume's content belongs to the pod: a link in it, even one that is changed while we look, must
/// not lead out of it (CVE-2017-1002101, CVE-2021-25741). So the kernel resolves the path beneath the volume, and what it opened, not its
/// name, is bound to a place of ours that the container's mount then starts from.
/// </summary>
internal sealed class SubPathBinder(PodDirectories directories)
{
    /// <returns>The host path to mount.</returns>
    /// <exception cref="VolumeException">The path leads out of the volume or cannot be made.</exception>
    public string Bind(string podUid, string container, int index, MountedVolume volume, string subPath)
    {
        if (subPath.StartsWith('/') || subPath.Split('/').Contains(".."))
            throw new VolumeException($"subPath \"{subPath}\" must be a relative path without '..'");
        var root = Libc.Open(volume.HostPath, Libc.OpenPath | Libc.OpenDirectory | Libc.OpenCloseOnExec);
        if (root < 0)
            throw new VolumeException(Marshal.GetLastPInvokeErrorMessage());
        try
        {
            var opened = OpenOrMake(root, subPath);
            try
            {
                return BindOpened(opened, Path.Combine(directories.SubPaths(podUid), container, $"{index}"));
            }
            finally
            {
                _ = Libc.Close(opened);
            }
        }
        finally
        {
            _ = Libc.Close(root);
        }
    }

    private static string BindOpened(int opened, string target)
    {
        var source = $"/proc/self/fd/{opened}";
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        // A container that starts again has a mount of its former start here.
        if (Path.Exists(target))
            MountPoints.Unmount(target);
        if (Directory.Exists(source))
            Directory.CreateDirectory(target);
        else if (!File.Exists(target))
            File.WriteAllBytes(target, []);
        try
        {
            MountPoints.Bind(source, target);
        }
        catch (IOException e)
        {
            throw new VolumeException(e.Message);
        }

        return target;
    }

    /// <summary>Opens the path; what is missing of it is made as directories, one by one, each beneath the one before.</summary>
    private static int OpenOrMake(int root, string subPath)
    {
        const int missing = 2;
        const int flags = Libc.OpenPath | Libc.OpenCloseOnExec;
        var opened = Libc.OpenBeneath(root, subPath, flags);
        if (opened >= 0)
            return opened;
        if (Marshal.GetLastPInvokeError() != missing)
            throw new VolumeException($"subPath \"{subPath}\": {Marshal.GetLastPInvokeErrorMessage()}");
        var current = Libc.OpenBeneath(root, ".", flags);
        foreach (var part in subPath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            _ = Libc.MakeDirectoryAt(current, part, 0x1e8); // 0750; failing because it exists is fine
            var next = Libc.OpenBeneath(current, part, flags);
            var error = Marshal.GetLastPInvokeErrorMessage();
            _ = Libc.Close(current);
            if (next < 0)
                throw new VolumeException($"subPath \"{subPath}\": {error}");
            current = next;
        }

        return current;
    }
}

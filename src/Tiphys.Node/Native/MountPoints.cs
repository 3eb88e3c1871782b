using System.Runtime.InteropServices;

namespace Tiphys.Node.Native;

/// <summary>Mounts and unmounts. Every failure is an <see cref="IOException"/> that names the path.</summary>
internal static class MountPoints
{
    public static void MountTmpfs(string target, long sizeBytes)
    {
        var data = sizeBytes > 0 ? $"size={sizeBytes}" : null;
        Check(Libc.Mount("tmpfs", target, "tmpfs", Libc.MountNoSuid | Libc.MountNoDev, data), "mount tmpfs on", target);
    }

    public static void Bind(string source, string target) =>
        Check(Libc.Mount(source, target, null, Libc.MountBind | Libc.MountRecursive, null), "bind-mount on", target);

    /// <summary>Unmounts, if anything is mounted there; what is still in use goes when its last user does.</summary>
    public static void Unmount(string target)
    {
        const int invalid = 22, missing = 2;
        if (Libc.Unmount(target, Libc.UnmountDetach) != 0 && Marshal.GetLastPInvokeError() is not (invalid or missing) and var error)
            throw new IOException($"unmount {target}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>The mount points at or below a directory, the deepest first.</summary>
    public static IReadOnlyList<string> Below(string directory) => File.ReadLines("/proc/self/mounts")
        .Select(line => Unescape(line.Split(' ')[1]))
        .Where(path => path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal))
        .Reverse()
        .ToArray();

    /// <summary>Unmounts everything at or below a directory.</summary>
    public static void UnmountBelow(string directory)
    {
        foreach (var path in Below(directory))
            Unmount(path);
    }

    public static bool IsMountPoint(string path) => Below(path).Contains(path);

    private static string Unescape(string path) => path.Replace("\\040", " ").Replace("\\011", "\t").Replace("\\134", "\\");

    private static void Check(int result, string what, string target)
    {
        if (result != 0)
            throw new IOException($"{what} {target}: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}

using Tiphys.Node.Native;

namespace Tiphys.Node.Volumes;

/// <summary>
/// A directory whose files change all at once. The files are in a directory with the time in its name; <c>..data</c> is a link to it; what a
/// container sees are links through <c>..data</c>. An update writes a new directory and moves the one link.
/// </summary>
/// <remarks><code>
/// ..2026_01_02_03_04_05.123/key    the content
/// ..data -> ..2026_01_02_03_04_05.123
/// key -> ..data/key
/// </code></remarks>
internal static class AtomicDirectory
{
    private const string DataLink = "..data";

    /// <summary>Brings the directory to exactly these files. Returns false if it had them already.</summary>
    /// <param name="files">Relative path (checked by the caller) to content.</param>
    /// <param name="group">The group that shall own and be able to read the files; null to leave that alone.</param>
    /// <param name="user">The user that shall own the files; null for root.</param>
    public static bool Write(string directory, IReadOnlyDictionary<string, VolumeFile> files, DateTimeOffset now, long? group, long? user = null)
    {
        Directory.CreateDirectory(directory);
        var link = Path.Combine(directory, DataLink);
        var former = new FileInfo(link).LinkTarget is { } target ? Path.Combine(directory, target) : null;
        if (former is not null && IsSame(former, files))
            return false;
        var name = $"..{now:yyyy_MM_dd_HH_mm_ss.fffffff}";
        WriteFiles(Path.Combine(directory, name), files, group, user);
        var fresh = Path.Combine(directory, DataLink + "_tmp");
        File.Delete(fresh);
        File.CreateSymbolicLink(fresh, name);
        if (Libc.Rename(fresh, link) != 0)
            throw new IOException($"rename {fresh}: {System.Runtime.InteropServices.Marshal.GetLastPInvokeErrorMessage()}");
        LinkNames(directory, files.Keys.Select(path => path.Split('/')[0]).ToHashSet());
        // The former directory, and any that a run cut short has left.
        foreach (var old in Directory.EnumerateDirectories(directory, "..2*").Where(path => Path.GetFileName(path) != name).ToArray())
            Directory.Delete(old, recursive: true);
        return true;
    }

    /// <summary>Whether a path may stand in a volume: relative, and not leading out of it.</summary>
    public static bool IsSafe(string path) =>
        path.Length > 0 && !path.StartsWith('/') && !path.StartsWith("..", StringComparison.Ordinal) && !path.Split('/').Contains("..");

    private static bool IsSame(string directory, IReadOnlyDictionary<string, VolumeFile> files)
    {
        var present = Directory.Exists(directory) ? Directory.GetFiles(directory, "*", SearchOption.AllDirectories) : [];
        if (present.Length != files.Count)
            return false;
        return files.All(file =>
        {
            var path = Path.Combine(directory, file.Key);
            return File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Value.Content);
        });
    }

    private static void WriteFiles(string directory, IReadOnlyDictionary<string, VolumeFile> files, long? group, long? user)
    {
        Directory.CreateDirectory(directory);
        foreach (var (name, file) in files)
        {
            var path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content);
            var mode = file.Mode;
            if (group is { } id)
            {
                _ = Libc.ChangeOwner(path, (uint)(user ?? 0), (uint)id);
                mode |= 0x120; // 0440: the group must be able to read whatever the mode says
            }
            else if (user is { } owner)
            {
                _ = Libc.ChangeOwner(path, (uint)owner, uint.MaxValue);
            }

            File.SetUnixFileMode(path, (UnixFileMode)(mode & 0x1ff));
        }
    }

    private static void LinkNames(string directory, HashSet<string> names)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(directory, name);
            if (new FileInfo(path).LinkTarget is null)
                File.CreateSymbolicLink(path, $"{DataLink}/{name}");
        }

        foreach (var entry in Directory.GetFileSystemEntries(directory))
        {
            var name = Path.GetFileName(entry);
            if (!name.StartsWith("..", StringComparison.Ordinal) && !names.Contains(name))
                File.Delete(entry);
        }
    }
}

using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Tiphys.Host.Lifecycle;

/// <summary>The mounts of this machine below a folder.</summary>
internal static partial class MountPoints
{
    private const int DetachLazily = 2;

    /// <summary>Mount points below the folder, deepest first, the folder itself included.</summary>
    public static IReadOnlyList<string> Below(string directory) => [.. File.ReadLines("/proc/self/mountinfo")
        .Select(line => Unescape(line.Split(' ')[4]))
        .Where(path => path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal))
        .OrderByDescending(path => path.Length)];

    /// <summary>Unmounts them all; those still in use vanish when their last user does.</summary>
    public static void DetachBelow(string directory)
    {
        foreach (var path in Below(directory))
            _ = Unmount(path, DetachLazily);
    }

    /// <summary>mountinfo writes blanks and the like as octal escapes.</summary>
    private static string Unescape(string field) => Octal().Replace(field, match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString());

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Octal();

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string path, int flags);
}

using Tiphys.Host.Configuration;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Server;

/// <summary>Makes sure that a data directory has one server: a file held open and locked for as long as the process lives.</summary>
internal static class ServerLock
{
    /// <summary>EWOULDBLOCK: somebody else holds the lock. Other errors (a full or read-only disk) are no sign of another server.</summary>
    private const int HeldElsewhere = 11;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the data directory (0700; one that stands keeps its mode) and its lock (0600).</summary>
    /// <exception cref="FaultException">Another server holds it.</exception>
    public static IDisposable Take(ClusterOptions options)
    {
        Directory.CreateDirectory(options.DataDir, OwnerFile | UnixFileMode.UserExecute);
        var held = Open(options);
        // Whoever holds the file open can lock it: not even an older version's is for everybody to open.
        File.SetUnixFileMode(held.SafeFileHandle, OwnerFile);
        return held;
    }

    /// <summary>The process that holds the lock, even if the file was removed meanwhile; null if there is none.</summary>
    public static int? FindHolder(ClusterOptions options)
    {
        var wanted = LockFile(options);
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), out var process) && OpenFiles(directory).Any(file => file == wanted || file == $"{wanted} (deleted)"))
                return process;
        }

        return null;
    }

    /// <summary>Complains if another server uses the data directory; makes nothing.</summary>
    /// <exception cref="FaultException">Another server holds it.</exception>
    public static void CheckFree(ClusterOptions options)
    {
        if (File.Exists(LockFile(options)))
            Open(options).Dispose();
    }

    /// <summary>Whether a server uses the data directory; makes nothing.</summary>
    public static bool IsHeld(ClusterOptions options)
    {
        try
        {
            CheckFree(options);
            return false;
        }
        catch (FaultException)
        {
            return true;
        }
    }

    private static FileStream Open(ClusterOptions options)
    {
        try
        {
            return new FileStream(LockFile(options), new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = OwnerFile });
        }
        catch (IOException e) when (e.HResult == HeldElsewhere)
        {
            throw new FaultException("ALREADY-RUNNING", $"another server uses {options.DataDir}", "see 'tiphys status'; end it with 'tiphys down', or give this one another --name and --data-dir", e);
        }
    }

    private static string[] OpenFiles(string process)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"{process}/fd").Select(link => new FileInfo(link).LinkTarget).OfType<string>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process ended while we looked, or is none of ours.
            return [];
        }
    }

    private static string LockFile(ClusterOptions options) => Path.Combine(options.DataDir, "lock");
}

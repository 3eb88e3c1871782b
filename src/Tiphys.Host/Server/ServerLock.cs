using Tiphys.Host.Configuration;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Server;

/// <summary>Makes sure that a data directory has one server: a file held open and locked for as long as the process lives.</summary>
internal static class ServerLock
{
    /// <summary>EWOULDBLOCK: somebody else holds the lock. Other errors (a full or read-only disk) are no sign of another server.</summary>
    private const int HeldElsewhere = 11;

    /// <exception cref="FaultException">Another server holds it.</exception>
    public static IDisposable Take(ClusterOptions options)
    {
        Directory.CreateDirectory(options.DataDir);
        return Open(options);
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
            return new FileStream(LockFile(options), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == HeldElsewhere)
        {
            throw new FaultException("ALREADY-RUNNING", $"another server uses {options.DataDir}", "see 'tiphys status'; end it with 'tiphys down', or give this one another --name and --data-dir", e);
        }
    }

    private static string LockFile(ClusterOptions options) => Path.Combine(options.DataDir, "lock");
}

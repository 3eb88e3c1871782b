using Tiphys.Host.Configuration;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Server;

/// <summary>Makes sure that a data directory has one server: a file held open and locked for as long as the process lives.</summary>
internal static class ServerLock
{
    /// <exception cref="FaultException">Another server holds it.</exception>
    public static IDisposable Take(ClusterOptions options)
    {
        Directory.CreateDirectory(options.RuntimeDir);
        Directory.CreateDirectory(options.DataDir);
        try
        {
            return new FileStream(Path.Combine(options.DataDir, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new FaultException("ALREADY-RUNNING", $"another server of cluster {options.Name} uses {options.DataDir}", "see 'tiphys status'; end it with 'tiphys down', or give this one another --name", e);
        }
    }
}

using Microsoft.Extensions.Logging;

namespace Tiphys.Node.Containerd;

/// <summary>The kernel settings that pods' packets need.</summary>
internal static partial class KernelSettings
{
    /// <summary>
    /// Forwarding between devices; and bridged packets shown to netfilter, so that an answer from a pod on the same bridge is translated back
    /// from the pod's address to the service's.
    /// </summary>
    private static readonly string[] WantedOnes = ["net/ipv4/ip_forward", "net/bridge/bridge-nf-call-iptables", "net/ipv4/conf/all/forwarding"];

    public static void Apply(ILogger logger)
    {
        foreach (var name in WantedOnes)
        {
            var path = $"/proc/sys/{name}";
            try
            {
                if (File.ReadAllText(path).Trim() != "1")
                    File.WriteAllText(path, "1");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A module that is not loaded, or a read-only /proc: pods still start, and the log says what will not work.
                LogNotSet(logger, name, e.Message);
            }
        }
    }

    /// <summary>Whether this process may lower an oom_score_adj.</summary>
    public static bool HasSysResource()
    {
        const int capSysResource = 24;
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("CapEff:", StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line.AsSpan(7).Trim(), System.Globalization.NumberStyles.HexNumber, null, out var set)
            && (set >> capSysResource & 1) == 1;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kernel setting {Name} could not be set to 1: {Error}")]
    private static partial void LogNotSet(ILogger logger, string name, string error);
}

using System.Globalization;

namespace Tiphys.Node.Cgroups;

/// <summary>
/// The processor shares of the groups of pods' classes: burstable weighs what its pods weigh together, best effort the least there is, so that a
/// guaranteed pod, which stands beside these groups, gets what it asked for.
/// </summary>
/// <remarks>Nothing is remembered: what the pods weigh is read from their groups. Upstream: the kubelet's cgroups-per-qos.</remarks>
internal sealed class QosWeights(string root, string mountPoint)
{
    private readonly Lock _gate = new();

    /// <summary>Sets the weights anew, after a pod's group came, changed or went.</summary>
    public void Balance()
    {
        var isUnified = File.Exists(Path.Combine(mountPoint, "cgroup.controllers"));
        var (top, file, least, most) = isUnified ? ($"{mountPoint}{root}", "cpu.weight", 1L, 10_000L) : ($"{mountPoint}/cpu{root}", "cpu.shares", 2L, 262_144L);
        lock (_gate)
        {
            Write($"{top}/besteffort/{file}", least);
            if (Directory.Exists($"{top}/burstable"))
                Write($"{top}/burstable/{file}", Math.Clamp(Directory.EnumerateDirectories($"{top}/burstable", "pod*").Sum(pod => Read($"{pod}/{file}")), least, most));
        }
    }

    private static long Read(string file)
    {
        try
        {
            return long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The pod has gone meanwhile, and whoever removed its group balances after us.
            return 0;
        }
    }

    private static void Write(string file, long value)
    {
        if (File.Exists(file))
            File.WriteAllText(file, value.ToString(CultureInfo.InvariantCulture));
    }
}

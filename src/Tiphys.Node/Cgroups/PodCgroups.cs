using System.Globalization;
using k8s.Models;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Cgroups;

/// <summary>
/// The control groups of pods: <c>root/[burstable|besteffort]/pod&lt;uid&gt;</c>, with the sum of the containers' limits on the pod's group. Works
/// with hierarchies of version 1 and of version 2.
/// </summary>
internal sealed class PodCgroups(string root, string mountPoint = "/sys/fs/cgroup")
{
    private const string SwapLimit = "memory.swap.max";
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>The version 1 controllers that a pod's group is made in; the runtime makes the others as it needs them.</summary>
    private static readonly string[] Limited = ["cpu", "memory", "pids"];

    private readonly QosWeights _classes = new(root, mountPoint);

    public bool IsUnified { get; } = File.Exists(Path.Combine(mountPoint, "cgroup.controllers"));

    /// <summary>The pod's group, relative to the hierarchy.</summary>
    public string PathOf(V1Pod pod) => PodQos.ClassOf(pod) switch
    {
        PodQos.Guaranteed => $"{root}/pod{pod.Uid()}",
        PodQos.Burstable => $"{root}/burstable/pod{pod.Uid()}",
        _ => $"{root}/besteffort/pod{pod.Uid()}",
    };

    /// <summary>Makes the pod's group, or gives it the amounts that the spec now asks for. Idempotent.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void Apply(V1Pod pod)
    {
        var path = PathOf(pod);
        if (IsUnified)
            ApplyUnified(path, PodAmounts.Of(pod));
        else
            ApplyLegacy(path, PodAmounts.Of(pod));
        _classes.Balance();
    }

    /// <summary>Removes the pod's group and all below it. Groups in which a process is left stay.</summary>
    public void Remove(string podUid)
    {
        foreach (var hierarchy in Hierarchies())
        {
            foreach (var parent in (string[])["", "/burstable", "/besteffort"])
                RemoveTree($"{hierarchy}{root}{parent}/pod{podUid}");
        }

        _classes.Balance();
    }

    /// <summary>
    /// What a container is given on cgroup v2 beside its amounts: one process out of memory ends the container (upstream's singleProcessOOMKill is
    /// off there), and no swap (upstream's NoSwap) where the kernel accounts it. Empty on version 1.
    /// </summary>
    public IReadOnlyDictionary<string, string> UnifiedSettings()
    {
        if (!IsUnified)
            return Nothing;
        var settings = new Dictionary<string, string> { ["memory.oom.group"] = "1" };
        if (File.Exists($"{mountPoint}{root}/{SwapLimit}"))
            settings[SwapLimit] = "0";
        return settings;
    }

    /// <summary>Removes everything of ours from every hierarchy.</summary>
    public void RemoveAll()
    {
        foreach (var hierarchy in Hierarchies())
            RemoveTree(hierarchy + "/" + root.Split('/', StringSplitOptions.RemoveEmptyEntries)[0]);
    }

    /// <summary>The uids of pods that have a group.</summary>
    public IEnumerable<string> PodUids() => Hierarchies()
        .SelectMany(hierarchy => new[] { root, root + "/burstable", root + "/besteffort" }.Select(path => hierarchy + path))
        .Where(Directory.Exists)
        .SelectMany(directory => Directory.EnumerateDirectories(directory, "pod*"))
        .Select(directory => Path.GetFileName(directory)[3..])
        .Distinct();

    private IEnumerable<string> Hierarchies() => IsUnified ? [mountPoint] : Directory.Exists(mountPoint) ? Directory.EnumerateDirectories(mountPoint) : [];

    private void ApplyLegacy(string path, PodAmounts amounts)
    {
        foreach (var controller in Limited)
        {
            if (Directory.Exists($"{mountPoint}/{controller}"))
                Directory.CreateDirectory($"{mountPoint}/{controller}{path}");
        }

        var (cpu, memory) = ($"{mountPoint}/cpu{path}", $"{mountPoint}/memory{path}");
        Write($"{cpu}/cpu.shares", amounts.CpuShares);
        if (amounts.CpuQuota > 0)
            Write($"{cpu}/cpu.cfs_period_us", CpuShares.Period);
        Write($"{cpu}/cpu.cfs_quota_us", amounts.CpuQuota > 0 ? amounts.CpuQuota : -1);
        Write($"{memory}/memory.limit_in_bytes", amounts.MemoryLimit > 0 ? amounts.MemoryLimit : -1);
    }

    private void ApplyUnified(string path, PodAmounts amounts)
    {
        var current = mountPoint;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            EnableControllers(current);
            current = $"{current}/{part}";
            Directory.CreateDirectory(current);
        }

        Write($"{current}/cpu.weight", CpuShares.Weight(amounts.CpuShares));
        File.WriteAllText($"{current}/cpu.max", amounts.CpuQuota > 0 ? $"{amounts.CpuQuota} {CpuShares.Period}" : $"max {CpuShares.Period}");
        File.WriteAllText($"{current}/memory.max", amounts.MemoryLimit > 0 ? amounts.MemoryLimit.ToString(CultureInfo.InvariantCulture) : "max");
    }

    private static void EnableControllers(string directory)
    {
        var enabled = File.ReadAllText($"{directory}/cgroup.subtree_control").Split([' ', '\n']);
        var available = File.ReadAllText($"{directory}/cgroup.controllers").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var missing = available.Except(enabled).Select(name => "+" + name).ToArray();
        if (missing.Length > 0)
            File.WriteAllText($"{directory}/cgroup.subtree_control", string.Join(' ', missing));
    }

    private static void Write(string file, long value)
    {
        if (File.Exists(file))
            File.WriteAllText(file, value.ToString(CultureInfo.InvariantCulture));
    }

    private static void RemoveTree(string directory)
    {
        if (!Directory.Exists(directory))
            return;
        foreach (var child in Directory.EnumerateDirectories(directory))
            RemoveTree(child);
        // Directory.Delete would stumble over the kernel's files, which cannot be deleted and need not be.
        Native.Libc.RemoveDirectory(directory);
    }
}

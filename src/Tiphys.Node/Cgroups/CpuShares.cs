namespace Tiphys.Node.Cgroups;

/// <summary>CPU amounts in the units of the kernel's control groups.</summary>
internal static class CpuShares
{
    /// <summary>The length of a quota's period in microseconds.</summary>
    public const long Period = 100_000;

    private const long Fewest = 2;
    private const long Most = 262_144;

    /// <summary>cgroup v1 <c>cpu.shares</c>: 1024 per core.</summary>
    public static long FromMilli(long milliCpu) => Math.Clamp(milliCpu * 1024 / 1000, Fewest, Most);

    /// <summary>Microseconds per <see cref="Period"/>; the kernel takes no less than 1000.</summary>
    public static long Quota(long milliCpu) => Math.Max(milliCpu * Period / 1000, 1000);

    /// <summary>cgroup v2 <c>cpu.weight</c> (1 to 10000) of v1 shares, as the kernel's documentation maps the ranges onto each other.</summary>
    public static long Weight(long shares) => 1 + ((shares - Fewest) * 9999 / (Most - Fewest));
}

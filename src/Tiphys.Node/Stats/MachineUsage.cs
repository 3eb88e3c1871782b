using System.Globalization;

namespace Tiphys.Node.Stats;

/// <summary>What the whole machine uses, from /proc.</summary>
/// <param name="CpuNanoseconds">Processor time since boot that was not idle.</param>
internal sealed record MachineUsage(ulong CpuNanoseconds, long MemoryUsedBytes, long MemoryAvailableBytes, long WorkingSetBytes, DateTimeOffset At)
{
    private const ulong NanosecondsPerTick = 10_000_000;

    public static MachineUsage Read(TimeProvider time)
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(text => ulong.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        // user, nice, system, irq, softirq, steal: everything but idle and waiting.
        var busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7];
        var memory = File.ReadLines("/proc/meminfo")
            .Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length >= 2)
            .ToDictionary(words => words[0], words => long.Parse(words[1], CultureInfo.InvariantCulture) * 1024);
        var total = memory["MemTotal"];
        var available = memory["MemAvailable"];
        return new MachineUsage(busy * NanosecondsPerTick, total - memory["MemFree"], available, total - available, time.GetUtcNow());
    }
}

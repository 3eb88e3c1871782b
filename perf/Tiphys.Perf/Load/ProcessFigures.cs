using System.Globalization;

namespace Tiphys.Perf.Load;

/// <summary>What a process uses, from /proc.</summary>
internal static class ProcessFigures
{
    private const int TicksPerSecond = 100;

    /// <summary>Resident memory in MB; 0 if the process is not known.</summary>
    public static double ResidentMegabytes(int process)
    {
        if (process == 0)
            return 0;
        string line = File.ReadLines($"/proc/{process}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    public static TimeSpan ProcessorTime(int process)
    {
        if (process == 0)
            return TimeSpan.Zero;
        string text = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        long ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    /// <summary>Bytes a process has sent to disks.</summary>
    public static long BytesWritten(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/io").First(text => text.StartsWith("write_bytes:", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Tiphys.Host.Memory;

/// <summary>Gives memory back to the machine when the server has come to rest after growing.</summary>
/// <remarks>
/// The collector keeps what it once had for the next burst, and an idle process never collects: after a storm of three-megabyte bodies a gigabyte stayed. Its own settings
/// (<c>GCConserveMemory</c>, a small first generation) cost under load, where the room is needed; one collection at rest costs a pause of some tens of milliseconds,
/// about one for every four megabytes that live.
/// </remarks>
internal sealed partial class MemoryTrimmer(ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _log = loggers.CreateLogger("Tiphys.Memory");
    private readonly TrimPolicy _policy = new();

    /// <summary>Watches the process until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TrimPolicy.Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            var sample = Sample();
            if (_policy.IsDue(sample))
                Trim(sample);
        }
    }

    private void Trim(in MemorySample before)
    {
        var began = Stopwatch.GetTimestamp();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var pause = Stopwatch.GetElapsedTime(began);
        _ = AllocatorMethods.Trim(0);
        var after = Sample();
        _policy.Trimmed(before, after);
        LogTrimmed(_log, before.Resident >> 20, after.Resident >> 20, (long)pause.TotalMilliseconds);
    }

    private static MemorySample Sample() => new(ResidentMemory.Bytes(), GC.GetTotalAllocatedBytes());

    [LoggerMessage(Level = LogLevel.Debug, Message = "memory given back: {Before} MB before, {After} MB after, paused {Milliseconds} ms")]
    private static partial void LogTrimmed(ILogger logger, long before, long after, long milliseconds);
}

using System.Diagnostics;

namespace Tiphys.Perf.Load;

/// <summary>Runs the same step in several workers, each with a connection of its own.</summary>
internal static class Workers
{
    /// <summary>Works for a time; connecting is not part of it.</summary>
    /// <param name="step">One operation of a worker: its connection, its number and the operation's number in it.</param>
    public static async Task<WorkResult> RunAsync(ApiTarget target, int workers, TimeSpan duration, Func<RawConnection, int, int, ValueTask> step)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => RawConnection.OpenAsync(target)));
        var processor = target.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(connections.Select((connection, worker) => Task.Run(async () =>
        {
            var latencies = new Latencies();
            for (int n = 0; Stopwatch.GetElapsedTime(start) < duration; n++)
            {
                long began = Stopwatch.GetTimestamp();
                await step(connection, worker, n);
                latencies.Add(Stopwatch.GetElapsedTime(began));
            }

            return latencies;
        })));
        var elapsed = Stopwatch.GetElapsedTime(start);
        processor = target.ProcessorTime - processor;
        var together = new Latencies();
        foreach (var one in all)
            together.Add(one);
        foreach (var connection in connections)
            connection.Dispose();
        return new WorkResult(together, elapsed, processor);
    }

    /// <summary>Does a number of things as fast as some workers can.</summary>
    public static Task CountAsync(int workers, int count, Func<int, Task> step) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = workers }, async (n, _) => await step(n));
}

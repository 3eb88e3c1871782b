using System.Diagnostics;

namespace Tiphys.Perf.Load;

/// <summary>Runs the same step in several workers for a time.</summary>
internal static class Workers
{
    /// <param name="step">One operation of a worker: the worker's number and the operation's number in it.</param>
    public static async Task<WorkResult> RunAsync(int workers, TimeSpan duration, Func<int, int, Task> step)
    {
        long start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var latencies = new Latencies();
            for (int n = 0; Stopwatch.GetElapsedTime(start) < duration; n++)
            {
                long began = Stopwatch.GetTimestamp();
                await step(worker, n);
                latencies.Add(Stopwatch.GetElapsedTime(began));
            }

            return latencies;
        })));
        var elapsed = Stopwatch.GetElapsedTime(start);
        var together = new Latencies();
        foreach (var one in all)
            together.Add(one);
        return new WorkResult(together, elapsed);
    }

    /// <summary>Does a number of things as fast as some workers can.</summary>
    public static Task CountAsync(int workers, int count, Func<int, Task> step) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = workers }, async (n, _) => await step(n));
}

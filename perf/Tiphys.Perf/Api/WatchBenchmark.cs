using System.Diagnostics;
using System.Globalization;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run watch</c> (P5): 1,000 watchers of one namespace while 500 writes a second happen in it, if the server can.</summary>
internal static class WatchBenchmark
{
    private const int Writers = 16;

    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        int watchers = options.Number("watchers", 1_000), rate = options.Number("rate", 500), writes = rate * (int)options.Seconds("seconds", 3).TotalSeconds;
        var results = await Turns.RunAsync(
            targets.All, options, $"{watchers} watchers, {rate} writes/s", target => MeasureAsync(target, watchers, rate, writes));
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i].Processor > TimeSpan.Zero)
                Console.WriteLine($"{targets.All[i].Name,-7} {results[i].Latencies.Count / results[i].Processor.TotalSeconds:F0} events per processor second");
        }
    }

    /// <summary>One operation is one event at one watcher, its latency the time from before the write.</summary>
    private static async Task<WorkResult> MeasureAsync(ApiTarget target, int watchers, int rate, int writes)
    {
        var space = await PerfNamespace.MakeAsync(target, $"watch-{Guid.NewGuid().ToString("N")[..6]}");
        var followers = new List<WatchFollower>();
        for (int i = 0; i < watchers; i++)
        {
            var connection = await RawConnection.OpenAsync(target);
            await connection.BeginStreamAsync(connection.Get(space.Path("configmaps?watch=1&fieldSelector=metadata.name!%3Dkube-root-ca.crt")));
            followers.Add(new(connection, writes));
        }

        var following = followers.Select(follower => Task.Run(follower.FollowAsync)).ToList();
        var processor = target.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await WriteAsync(target, space, writes, rate);
        double rateSeen = writes / Stopwatch.GetElapsedTime(start).TotalSeconds;
        var all = new Latencies();
        foreach (var lags in await Task.WhenAll(following).WaitAsync(TimeSpan.FromMinutes(3)))
            all.Add(lags);
        var elapsed = Stopwatch.GetElapsedTime(start);
        processor = target.ProcessorTime - processor;
        Console.WriteLine($"{target.Name,-7} {rateSeen:F0} writes/s");
        followers.ForEach(follower => follower.Dispose());
        return new(all, elapsed, processor);
    }

    private static async Task WriteAsync(ApiTarget target, PerfNamespace space, int writes, int rate)
    {
        long start = Stopwatch.GetTimestamp();
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            using var connection = await RawConnection.OpenAsync(target);
            int n;
            while ((n = Interlocked.Increment(ref next)) <= writes)
            {
                var due = TimeSpan.FromSeconds((double)n / rate) - Stopwatch.GetElapsedTime(start);
                if (due > TimeSpan.Zero)
                    await Task.Delay(due);
                string value = string.Create(CultureInfo.InvariantCulture, $"sent:{Stopwatch.GetTimestamp()}:");
                await connection.AskAsync(connection.Post(space.Path("configmaps"), Manifests.ConfigMap($"w{n}", value)), 201);
            }
        })));
    }
}

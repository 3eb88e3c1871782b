using System.Diagnostics;
using System.Globalization;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run watch</c> (P5): 1,000 watchers of one namespace while 500 writes a second happen in it, if the server can.</summary>
internal static class WatchBenchmark
{
    private const int Writers = 16;

    /// <summary>First each server at the rate wanted, or at the highest it holds: events for a second of processor. Then all at a rate that all hold: lags.</summary>
    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        int watchers = options.Number("watchers", 1_000), rate = options.Number("rate", 500), common = rate, seconds = (int)options.Seconds("seconds", 3).TotalSeconds;
        var yields = new List<double>();
        foreach (var target in targets.All)
        {
            (int held, var result) = await HighestAsync(target, watchers, rate, seconds);
            // Half of what one has held once is what it holds every time.
            common = Math.Min(common, held < rate ? held / 2 : rate);
            yields.Add(result.Latencies.Count / result.Processor.TotalSeconds);
            Console.WriteLine($"{watchers} watchers, {held,3} writes/s     {target.Name,-7}{result}: {yields[^1]:F0} events for a second of processor");
        }

        if (yields is [var ours, var peer])
            Console.WriteLine($"{watchers} watchers                   ratio  {ours / peer:F1}x events for a second of processor");
        if (common < rate)
            await Turns.RunAsync(targets.All, options, $"{watchers} watchers, {common} writes/s", target => MeasureAsync(target, watchers, common, common * seconds));
    }

    private static async Task<(int Rate, WorkResult Result)> HighestAsync(ApiTarget target, int watchers, int rate, int seconds)
    {
        while (true)
        {
            try
            {
                return (rate, await MeasureAsync(target, watchers, rate, rate * seconds));
            }
            catch (StreamEndedException) when (rate > 1)
            {
                Console.WriteLine($"{target.Name,-7} ends watches at {rate} writes/s");
                rate /= 2;
            }
        }
    }

    /// <summary>One operation is one event at one watcher, its latency the time from before the write.</summary>
    private static async Task<WorkResult> MeasureAsync(ApiTarget target, int watchers, int rate, int writes)
    {
        var space = await PerfNamespace.MakeAsync(target, $"watch-{Guid.NewGuid().ToString("N")[..6]}");
        var followers = new List<WatchFollower>();
        try
        {
            for (int i = 0; i < watchers; i++)
            {
                var connection = await RawConnection.OpenAsync(target);
                followers.Add(new(connection, writes));
                await connection.BeginStreamAsync(connection.Get(space.Path("configmaps?watch=1&fieldSelector=metadata.name!%3Dkube-root-ca.crt")));
            }

            return await FollowAsync(target, space, followers, rate, writes);
        }
        finally
        {
            followers.ForEach(follower => follower.Dispose());
        }
    }

    private static async Task<WorkResult> FollowAsync(ApiTarget target, PerfNamespace space, List<WatchFollower> followers, int rate, int writes)
    {
        var following = Task.WhenAll(followers.Select(follower => Task.Run(follower.FollowAsync)));
        var processor = target.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await WriteAsync(target, space, writes, rate);
        double rateSeen = writes / Stopwatch.GetElapsedTime(start).TotalSeconds;
        var all = new Latencies();
        foreach (var lags in await following.WaitAsync(TimeSpan.FromMinutes(3)))
            all.Add(lags);
        var elapsed = Stopwatch.GetElapsedTime(start);
        Console.WriteLine($"{target.Name,-7} {rateSeen:F0} writes/s of {rate} wanted");
        return new(all, elapsed, target.ProcessorTime - processor);
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

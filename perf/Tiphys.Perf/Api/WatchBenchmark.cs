using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run watch</c> (P5): 1,000 watchers of one namespace while 500 writes a second happen in it.</summary>
internal static class WatchBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        int watchers = options.Number("watchers", 1_000), rate = options.Number("rate", 500), writes = rate * (int)options.Seconds("seconds", 5).TotalSeconds;
        Console.WriteLine($"watch: {watchers} watchers, {rate} writes/s wanted, {writes} writes");
        foreach (var target in targets.All)
        {
            var space = await PerfNamespace.MakeAsync(target, "watch");
            using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            var streams = new List<Stream>();
            for (int i = 0; i < watchers; i++)
                streams.Add(await target.OpenAsync(space.Path("configmaps?watch=1&fieldSelector=metadata.name!%3Dkube-root-ca.crt"), stop.Token));
            var following = streams.Select(stream => Task.Run(() => FollowAsync(stream, writes, stop.Token))).ToList();
            int process = targets.ProcessOf(target, options);
            var processor = ProcessFigures.ProcessorTime(process);
            long start = Stopwatch.GetTimestamp();
            await WriteAsync(target, space, writes, rate);
            double rateSeen = writes / Stopwatch.GetElapsedTime(start).TotalSeconds;
            var all = new Latencies();
            foreach (var lags in await Task.WhenAll(following))
                all.Add(lags);
            double used = (ProcessFigures.ProcessorTime(process) - processor).TotalSeconds;
            double perSecond = all.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
            string perProcessor = used > 0 ? $"{all.Count / used:F0} events per processor second" : "processor time unknown (--pid)";
            Console.WriteLine($"{target.Name,-7} {rateSeen:F0} writes/s, {perSecond:F0} events/s, lag {all}, {perProcessor}");
            await stop.CancelAsync();
            await space.DeleteAsync();
        }
    }

    private static async Task WriteAsync(ApiTarget target, PerfNamespace space, int writes, int rate)
    {
        const int writers = 16;
        long start = Stopwatch.GetTimestamp();
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            int n;
            while ((n = Interlocked.Increment(ref next)) <= writes)
            {
                var due = TimeSpan.FromSeconds((double)n / rate) - Stopwatch.GetElapsedTime(start);
                if (due > TimeSpan.Zero)
                    await Task.Delay(due);
                await target.PostAsync(space.Path("configmaps"), Manifests.ConfigMap($"w{n}", string.Create(CultureInfo.InvariantCulture, $"sent:{Stopwatch.GetTimestamp()}:")));
            }
        })));
    }

    /// <summary>Reads a watch's lines until every write was seen once; the lag is from before the write to the line.</summary>
    private static async Task<Latencies> FollowAsync(Stream stream, int writes, CancellationToken cancellationToken)
    {
        var lags = new Latencies();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (lags.Count < writes)
        {
            string? line = await reader.ReadLineAsync(cancellationToken);
            if (line is null)
                throw new WrongWorkException($"a watch ended after {lags.Count} of {writes} events");
            int sent = line.IndexOf("sent:", StringComparison.Ordinal);
            if (sent < 0 || !line.Contains("\"ADDED\"", StringComparison.Ordinal))
                throw new WrongWorkException($"a watch delivered something else: {line}");
            long stamp = long.Parse(line.AsSpan(sent + 5, line.IndexOf(':', sent + 5) - sent - 5), CultureInfo.InvariantCulture);
            lags.Add(Stopwatch.GetElapsedTime(stamp));
        }

        return lags;
    }
}

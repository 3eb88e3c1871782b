using System.Diagnostics;
using Tiphys.Storage;
using Tiphys.Storage.Sqlite;

namespace Tiphys.Perf.Store;

/// <summary><c>perf/run store</c>: durable commits of 400-byte values per second in the embedded engine, at 1, 16 and 64 writers.</summary>
internal static class StoreBenchmark
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tiphys-perf-");
        try
        {
            var options = new SqliteStoreOptions { Path = Path.Combine(folder.FullName, "state.db") };
            await using var store = await SqliteStore.OpenAsync(options);
            Console.WriteLine($"store: SQLite engine in {folder.FullName}, 400-byte values, each commit flushed before it is acknowledged");
            foreach (int writers in new[] { 1, 16, 64 })
                await MeasureAsync(store, writers);
            Console.WriteLine($"file and log: {await store.SizeAsync(default) / 1e6:F1} MB for {store.CurrentRevision - 1} revisions");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(SqliteStore store, int writers)
    {
        long before = store.CurrentRevision, start = Stopwatch.GetTimestamp();
        var processor = Environment.CpuUsage.TotalTime;
        var all = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync(store, writers, writer))));
        var elapsed = Stopwatch.GetElapsedTime(start);
        var latencies = new Latencies();
        foreach (var one in all)
            latencies.Add(one);
        if (store.CurrentRevision - before != latencies.Count)
            throw new InvalidOperationException($"{latencies.Count} commits were acknowledged, but the revision rose by {store.CurrentRevision - before}");
        double share = (Environment.CpuUsage.TotalTime - processor) / elapsed;
        Console.WriteLine($"{writers,3} writers: {latencies.Count / elapsed.TotalSeconds,8:F0} commits/s, {latencies}, {share:P0} of one core");
    }

    private static async Task<Latencies> WriteAsync(SqliteStore store, int writers, int writer)
    {
        var latencies = new Latencies();
        var value = new byte[400];
        new Random(writer).NextBytes(value);
        long start = Stopwatch.GetTimestamp();
        for (int n = 0; Stopwatch.GetElapsedTime(start) < Duration; n++)
        {
            long begun = Stopwatch.GetTimestamp();
            var result = await store.CommitAsync([new StoreWrite(new StoreKey($"/registry/{writers}/{writer}/{n:D8}"), value, 0)], default);
            if (!result.Committed)
                throw new InvalidOperationException("a new key was said to be there already");
            latencies.Add(Stopwatch.GetElapsedTime(begun));
        }

        return latencies;
    }
}

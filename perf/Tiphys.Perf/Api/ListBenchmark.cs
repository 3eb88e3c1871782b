using System.Text.Json;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run list</c> (P2): LIST of 3,447 pods by one client and by four, and as Go's clients ask for it, with gzip accepted.</summary>
internal static class ListBenchmark
{
    private const string AcceptGzip = "Accept-Encoding: gzip\r\n";

    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        int pods = options.Number("pods", 3_447);
        var lists = new Dictionary<string, (string Path, long Length)>();
        foreach (var target in targets.All)
        {
            var space = await PerfNamespace.MakeAsync(target, "list");
            await Workers.CountAsync(16, pods, n => target.PostAsync(space.Path("pods"), Manifests.LargePod($"pod-{n:D5}")));
            lists[target.Name] = (space.Path("pods"), await CheckAsync(target, space, pods));
            Console.WriteLine($"{target.Name,-7} {pods} pods, {lists[target.Name].Length / 1e6:F1} MB");
        }

        var before = targets.All.ToDictionary(target => target.Name, target => target.ResidentMegabytes.Sum());
        foreach (int clients in new[] { 1, 4 })
        {
            await Turns.RunAsync(
                targets.All, options, $"list {pods} pods, {clients} clients", target => MeasureAsync(target, lists[target.Name], clients, options.Seconds("seconds", 4)));
            await Turns.RunAsync(
                targets.All, options, $"the same, gzip, {clients} clients", target => MeasureCompressibleAsync(target, lists[target.Name].Path, clients, options.Seconds("seconds", 4)));
        }

        foreach (var target in targets.All.Where(target => target.HasProcesses))
            Console.WriteLine($"{target.Name,-7} memory grew by {target.ResidentMegabytes.Sum() - before[target.Name]:F0} MB in serving lists");
    }

    private static Task<WorkResult> MeasureAsync(ApiTarget target, (string Path, long Length) list, int clients, TimeSpan duration) =>
        Workers.RunAsync(target, clients, duration, async (connection, _, _) =>
        {
            long read = await connection.DrainAsync(connection.Get(list.Path));
            if (read != list.Length)
                throw new WrongWorkException($"{target.Name}: a list of {read} bytes instead of {list.Length}");
        });

    /// <summary>A server may compress or not; what it sends is not unpacked, and must have the same length each time.</summary>
    private static async Task<WorkResult> MeasureCompressibleAsync(ApiTarget target, string path, int clients, TimeSpan duration)
    {
        using var first = await RawConnection.OpenAsync(target);
        long wanted = await first.DrainAsync(first.Get(path, AcceptGzip));
        return await Workers.RunAsync(target, clients, duration, async (connection, _, _) =>
        {
            long read = await connection.DrainAsync(connection.Get(path, AcceptGzip));
            if (read != wanted)
                throw new WrongWorkException($"{target.Name}: a list of {read} bytes instead of {wanted}");
        });
    }

    private static async Task<long> CheckAsync(ApiTarget target, PerfNamespace space, int pods)
    {
        byte[] body = await target.GetAsync(space.Path("pods"));
        using var list = JsonDocument.Parse(body);
        int items = list.RootElement.GetProperty("items").GetArrayLength();
        return items == pods ? body.Length : throw new WrongWorkException($"{target.Name}: a list of {items} pods instead of {pods}");
    }
}

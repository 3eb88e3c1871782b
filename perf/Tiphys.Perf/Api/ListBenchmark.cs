using System.Text.Json;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run list</c> (P2): LIST of 3,447 pods by one client and by four.</summary>
internal static class ListBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        int pods = options.Number("pods", 3_447);
        foreach (var target in targets.All)
        {
            var space = await PerfNamespace.MakeAsync(target, "list");
            await Workers.CountAsync(16, pods, n => target.PostAsync(space.Path("pods"), Manifests.Pod($"pod-{n:D5}")));
            long length = await CheckAsync(target, space, pods);
            Console.WriteLine($"list: {pods} pods, {length / 1e6:F1} MB");
            double before = ProcessFigures.ResidentMegabytes(targets.ProcessOf(target, options));
            foreach (int clients in new[] { 1, 4 })
            {
                var result = await Workers.RunAsync(clients, options.Seconds("seconds", 5), async (_, _) =>
                {
                    long read = await target.DrainAsync(space.Path("pods"), new byte[1 << 18]);
                    if (read != length)
                        throw new WrongWorkException($"{target.Name}: a list of {read} bytes instead of {length}");
                });
                Console.WriteLine($"{target.Name,-7} {clients} clients: {result.PerSecond,6:F1} lists/s, {result.Latencies}");
            }

            double grown = ProcessFigures.ResidentMegabytes(targets.ProcessOf(target, options)) - before;
            Console.WriteLine($"{target.Name,-7} memory grew by {grown:F0} MB");
            await space.DeleteAsync();
        }
    }

    private static async Task<long> CheckAsync(ApiTarget target, PerfNamespace space, int pods)
    {
        byte[] body = await target.GetAsync(space.Path("pods"));
        using var list = JsonDocument.Parse(body);
        int items = list.RootElement.GetProperty("items").GetArrayLength();
        return items == pods ? body.Length : throw new WrongWorkException($"{target.Name}: a list of {items} pods instead of {pods}");
    }
}

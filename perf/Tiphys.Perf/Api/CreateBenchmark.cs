using System.Text.Json;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run create</c> (P3, P4): creates of ConfigMaps at 1, 16 and 64 connections, of pods and Services at 32.</summary>
internal static class CreateBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        Console.WriteLine("create: acknowledged creates, default durability");
        foreach (var target in targets.All)
        {
            foreach (int connections in new[] { 1, 16, 64 })
                await MeasureAsync(target, "configmaps", connections, options, name => Manifests.ConfigMap(name));
            await MeasureAsync(target, "pods", 32, options, Manifests.Pod);
            await MeasureAsync(target, "services", 32, options, Manifests.Service);
        }
    }

    private static async Task MeasureAsync(ApiTarget target, string resource, int connections, PerfOptions options, Func<string, string> manifest)
    {
        var space = await PerfNamespace.MakeAsync(target, $"{resource}{connections}");
        long before = await space.CountAsync(resource);
        var newest = new long[connections];
        var result = await Workers.RunAsync(connections, options.Seconds("seconds", 4), async (worker, n) =>
        {
            byte[] body = await target.PostAsync(space.Path(resource), manifest($"x{worker}-{n}"));
            long version = VersionOf(body);
            if (version <= newest[worker])
                throw new WrongWorkException($"{target.Name}: the resource version fell from {newest[worker]} to {version}");
            newest[worker] = version;
        });
        long made = await space.CountAsync(resource) - before;
        // A controller may add its own (kube-root-ca.crt), never take away.
        if (made < result.Latencies.Count)
            throw new WrongWorkException($"{target.Name}: {result.Latencies.Count} {resource} were acknowledged and {made} are there");
        Console.WriteLine($"{target.Name,-7} {resource,-10} {connections,2} connections: {result}");
        await space.DeleteAsync();
    }

    private static long VersionOf(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return long.Parse(document.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }
}

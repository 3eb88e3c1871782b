using System.Buffers.Text;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run create</c> (P3, P4): creates of ConfigMaps at 1, 16 and 64 connections, of pods and Services at 32.</summary>
internal static class CreateBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        foreach (var target in targets.All)
            await MeasureAsync(target, "configmaps", 16, TimeSpan.FromSeconds(2), name => Manifests.ConfigMap(name));
        (string Resource, int Connections, Func<string, string> Manifest)[] cases =
        [
            ("configmaps", 1, name => Manifests.ConfigMap(name)), ("configmaps", 16, name => Manifests.ConfigMap(name)), ("configmaps", 64, name => Manifests.ConfigMap(name)),
            ("pods", 32, Manifests.Pod), ("services", 32, Manifests.Service),
        ];
        foreach (var (resource, connections, manifest) in cases.Where(one => (options.Text("only") ?? one.Resource) == one.Resource))
            await CompareAsync(targets, resource, connections, options, manifest);
    }

    private static Task CompareAsync(Targets targets, string resource, int connections, PerfOptions options, Func<string, string> manifest) => Turns.RunAsync(
        targets.All, options, $"create {resource}, {connections} connections", target => MeasureAsync(target, resource, connections, options.Seconds("seconds", 3), manifest));

    private static async Task<WorkResult> MeasureAsync(ApiTarget target, string resource, int connections, TimeSpan duration, Func<string, string> manifest)
    {
        var space = await PerfNamespace.MakeAsync(target, $"{resource}{connections}-{Guid.NewGuid().ToString("N")[..6]}");
        long before = await space.CountAsync(resource);
        var newest = new long[connections];
        var result = await Workers.RunAsync(target, connections, duration, async (connection, worker, n) =>
        {
            var body = await connection.AskAsync(connection.Post(space.Path(resource), manifest($"x{worker}-{n}")), 201);
            long version = VersionOf(body.Span);
            if (version <= newest[worker])
                throw new WrongWorkException($"{target.Name}: the resource version fell from {newest[worker]} to {version}");
            newest[worker] = version;
        });
        long made = await space.CountAsync(resource) - before;
        // A controller may add its own (kube-root-ca.crt), never take away.
        if (made < result.Latencies.Count)
            throw new WrongWorkException($"{target.Name}: {result.Latencies.Count} {resource} were acknowledged and {made} are there");
        return result;
    }

    private static long VersionOf(ReadOnlySpan<byte> body)
    {
        var member = "\"resourceVersion\":\""u8;
        int at = body.IndexOf(member);
        return at >= 0 && Utf8Parser.TryParse(body[(at + member.Length)..], out long version, out _) ? version : throw new WrongWorkException("an object without a resourceVersion");
    }
}

using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run get</c> (P1): GET of one pod over TLS, 32 connections.</summary>
internal static class GetBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        int connections = options.Number("connections", 32);
        var pods = new Dictionary<string, (string Path, byte[] Expected)>();
        foreach (var target in targets.All)
        {
            var space = await PerfNamespace.MakeAsync(target, "get");
            await target.PostAsync(space.Path("pods"), Manifests.Pod("one"));
            pods[target.Name] = (space.Path("pods/one"), await target.GetAsync(space.Path("pods/one")));
            await MeasureAsync(target, pods[target.Name], connections, TimeSpan.FromSeconds(2));
        }

        await Turns.RunAsync(
            targets.All, options, $"get a pod, {connections} connections", target => MeasureAsync(target, pods[target.Name], connections, options.Seconds("seconds", 4)));
    }

    private static Task<WorkResult> MeasureAsync(ApiTarget target, (string Path, byte[] Expected) pod, int connections, TimeSpan duration)
    {
        byte[]? request = null;
        return Workers.RunAsync(target, connections, duration, async (connection, _, _) =>
        {
            var body = await connection.AskAsync(request ??= connection.Get(pod.Path), 200);
            if (!body.Span.SequenceEqual(pod.Expected))
                throw new WrongWorkException($"{target.Name}: another pod than the one that was made");
        });
    }
}

using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run get</c> (P1): GET of one pod over TLS, 32 connections.</summary>
internal static class GetBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        int connections = options.Number("connections", 32);
        Console.WriteLine($"get: one pod, TLS, {connections} connections");
        foreach (var target in targets.All)
        {
            var space = await PerfNamespace.MakeAsync(target, "get");
            await target.PostAsync(space.Path("pods"), Manifests.Pod("one"));
            byte[] expected = await target.GetAsync(space.Path("pods/one"));
            await Workers.RunAsync(connections, TimeSpan.FromSeconds(1), (_, _) => target.GetAsync(space.Path("pods/one")));
            var result = await Workers.RunAsync(connections, options.Seconds("seconds", 5), async (_, _) =>
            {
                byte[] body = await target.GetAsync(space.Path("pods/one"));
                if (body.Length != expected.Length)
                    throw new WrongWorkException($"{target.Name}: an answer of {body.Length} bytes instead of {expected.Length}");
            });
            Console.WriteLine($"{target.Name,-7} {result}, {expected.Length} bytes each");
            await space.DeleteAsync();
        }
    }
}

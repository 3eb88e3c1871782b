using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run memory</c> (P6): the server's memory, its store's included, after 30,000 ConfigMaps and 3,447 pods.</summary>
internal static class MemoryBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        int configMaps = options.Number("configmaps", 30_000), pods = options.Number("pods", 3_447);
        var settled = new List<double>();
        foreach (var target in targets.All)
        {
            if (!target.HasProcesses)
                throw new ArgumentException($"the memory of {target.Name} needs its process: --pid N, --peer-pid N");
            string before = Show(target);
            var space = await PerfNamespace.MakeAsync(target, "memory");
            await Workers.CountAsync(32, configMaps, n => target.PostAsync(space.Path("configmaps"), Manifests.ConfigMap($"c{n}")));
            await Workers.CountAsync(32, pods, n => target.PostAsync(space.Path("pods"), Manifests.LargePod($"p{n}")));
            if (await space.CountAsync("configmaps") < configMaps || await space.CountAsync("pods") != pods)
                throw new WrongWorkException($"{target.Name}: not all objects are there");
            string after = Show(target);
            await Task.Delay(options.Seconds("settle", 10));
            settled.Add(target.ResidentMegabytes.Sum());
            Console.WriteLine($"memory: {target.Name,-7} {before} MB before, {after} MB after {configMaps} ConfigMaps and {pods} pods, {Show(target)} MB settled");
        }

        if (settled is [var ours, var peer])
            Console.WriteLine($"memory: ratio   {ours / peer:F2}x settled");
    }

    /// <summary>The sum, and its parts where there are several (the peer's store and server).</summary>
    private static string Show(ApiTarget target)
    {
        var parts = target.ResidentMegabytes;
        return parts.Count == 1 ? $"{parts[0]:F0}" : $"{parts.Sum():F0} ({string.Join(" + ", parts.Select(part => $"{part:F0}"))})";
    }
}

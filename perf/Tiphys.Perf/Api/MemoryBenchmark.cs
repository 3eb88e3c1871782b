using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary><c>perf/run memory</c> (P6): the server's memory after 30,000 ConfigMaps and 3,447 pods.</summary>
internal static class MemoryBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        using var targets = await Targets.OpenAsync(options);
        int configMaps = options.Number("configmaps", 30_000), pods = options.Number("pods", 3_447);
        foreach (var target in targets.All)
        {
            int process = targets.ProcessOf(target, options);
            if (process == 0)
                throw new ArgumentException($"the memory of {target.Name} needs its process: --pid N, --peer-pid N");
            double before = ProcessFigures.ResidentMegabytes(process);
            var space = await PerfNamespace.MakeAsync(target, "memory");
            await Workers.CountAsync(32, configMaps, n => target.PostAsync(space.Path("configmaps"), Manifests.ConfigMap($"c{n}")));
            await Workers.CountAsync(32, pods, n => target.PostAsync(space.Path("pods"), Manifests.Pod($"p{n}")));
            if (await space.CountAsync("configmaps") < configMaps || await space.CountAsync("pods") != pods)
                throw new WrongWorkException($"{target.Name}: not all objects are there");
            double after = ProcessFigures.ResidentMegabytes(process);
            await Task.Delay(options.Seconds("settle", 10));
            Console.WriteLine(
                $"memory: {target.Name,-7} {before:F0} MB before, {after:F0} MB after {configMaps} ConfigMaps and {pods} pods, {ProcessFigures.ResidentMegabytes(process):F0} MB settled");
            await space.DeleteAsync();
        }
    }
}

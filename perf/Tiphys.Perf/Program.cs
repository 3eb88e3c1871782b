using Tiphys.Perf.Api;
using Tiphys.Perf.Cluster;
using Tiphys.Perf.Load;
using Tiphys.Perf.Network;
using Tiphys.Perf.Store;

var benchmarks = new Dictionary<string, Func<PerfOptions, Task>>
{
    ["get"] = GetBenchmark.RunAsync,
    ["list"] = ListBenchmark.RunAsync,
    ["create"] = CreateBenchmark.RunAsync,
    ["watch"] = WatchBenchmark.RunAsync,
    ["memory"] = MemoryBenchmark.RunAsync,
    ["boot"] = BootBenchmark.RunAsync,
    ["podstart"] = PodStartBenchmark.RunAsync,
    ["services"] = ServicesBenchmark.RunAsync,
    ["dns"] = DnsBenchmark.RunAsync,
    ["store"] = _ => StoreBenchmark.RunAsync(),
};
if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"usage: perf/run {string.Join('|', benchmarks.Keys)} [--kubeconfig FILE] [--peer-kubeconfig FILE] [--tiphys PROGRAM] [--seconds N] ...");
    return 2;
}

try
{
    await run(PerfOptions.Parse(args[1..]));
    return 0;
}
catch (Exception failure) when (failure is WrongWorkException or StreamEndedException or ArgumentException or FileNotFoundException)
{
    // Work that was not right has no figure.
    Console.Error.WriteLine($"no figure: {failure.Message}");
    return 1;
}

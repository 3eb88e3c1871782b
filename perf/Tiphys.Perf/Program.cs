using Tiphys.Perf.Store;

return args switch
{
    ["store"] => await StoreBenchmark.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: perf/run store");
    return 2;
}

using System.Globalization;

namespace Tiphys.Perf.Load;

/// <summary>The servers a benchmark runs against: the one given or one it starts, and beside it the peer if that is given.</summary>
internal sealed class Targets : IDisposable
{
    private readonly OwnServer? _own;

    private Targets(IReadOnlyList<ApiTarget> all, OwnServer? own) => (All, _own) = (all, own);

    public IReadOnlyList<ApiTarget> All { get; }

    /// <summary>The process of a server; 0 if it is not known.</summary>
    public int ProcessOf(ApiTarget target, PerfOptions options) =>
        target.Name == "peer" ? options.Number("peer-pid", 0) : _own?.ProcessId ?? options.Number("pid", 0);

    public static async Task<Targets> OpenAsync(PerfOptions options)
    {
        OwnServer? own = null;
        string? kubeconfig = options.Text("kubeconfig");
        if (kubeconfig is null)
        {
            own = await OwnServer.StartAsync(options.Text("tiphys") ?? OwnServer.Built(), ["--disable", "node,proxy,dns,controllers,scheduler"]);
            kubeconfig = own.Kubeconfig;
        }

        List<ApiTarget> all = [new("tiphys", kubeconfig)];
        if (options.Text("peer-kubeconfig") is { } peer)
            all.Add(new("peer", peer));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"conditions: {Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, {(own is null ? "server given" : $"server {own.Program}")}"));
        return new Targets(all, own);
    }

    public void Dispose()
    {
        foreach (var target in All)
            target.Dispose();
        _own?.Dispose();
    }
}

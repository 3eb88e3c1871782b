using System.Globalization;

namespace Tiphys.Perf.Load;

/// <summary>The servers a benchmark runs against: the one given or one it starts, and beside it the peer if that is given.</summary>
internal sealed class Targets : IDisposable
{
    private readonly List<IDisposable> _servers = [];
    private readonly List<ApiTarget> _all = [];

    private Targets()
    {
    }

    public IReadOnlyList<ApiTarget> All => _all;

    public static async Task<Targets> OpenAsync(PerfOptions options)
    {
        var targets = new Targets();
        try
        {
            string server = await targets.AddOursAsync(options);
            await targets.AddPeerAsync(options);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"conditions: {Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, {server}"));
            return targets;
        }
        catch
        {
            targets.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var target in _all)
            target.Dispose();
        foreach (var server in _servers)
            server.Dispose();
    }

    private async Task<string> AddOursAsync(PerfOptions options)
    {
        if (options.Text("kubeconfig") is { } given)
        {
            _all.Add(new("tiphys", given, Process(options, "pid")));
            return "server given";
        }

        var own = await OwnServer.StartAsync(options.Text("tiphys") ?? OwnServer.Built(), ["--disable", "node,proxy,dns,policy,loadbalancer,controllers,scheduler"]);
        _servers.Add(own);
        _all.Add(new("tiphys", own.Kubeconfig, own.ProcessId));
        return $"server {own.Program}";
    }

    private async Task AddPeerAsync(PerfOptions options)
    {
        if (options.Text("peer-kubeconfig") is { } given)
        {
            _all.Add(new("peer", given, Process(options, "peer-pid")));
        }
        else if (options.Text("kube-apiserver") is { } program)
        {
            var peer = await PeerServer.StartAsync(program, options.Text("etcd"));
            _servers.Add(peer);
            _all.Add(new("peer", peer.Kubeconfig, peer.ProcessIds));
        }
    }

    private static int[] Process(PerfOptions options, string name) => options.Number(name, 0) is > 0 and var process ? [process] : [];
}

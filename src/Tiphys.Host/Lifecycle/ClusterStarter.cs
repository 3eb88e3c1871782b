using k8s.Models;
using Tiphys.Client;
using Tiphys.Cli.Kubeconfig;
using Tiphys.Cli.Output;
using Tiphys.Host.Configuration;
using Tiphys.Host.Server;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Lifecycle;

/// <summary>Brings the background server of this machine up to a Ready node, step by step; each step that has been done already does nothing.</summary>
internal sealed class ClusterStarter(ClusterOptions options, IReadOnlyList<string> settingArguments, StepReporter report, TimeProvider time, TimeSpan patience)
{
    private static readonly TimeSpan EndingPatience = TimeSpan.FromSeconds(10);
    private ServerProcess? _server;
    private DateTime _startedAt;

    /// <summary>A client of the running cluster once <see cref="StartAsync"/> has ended.</summary>
    public KubeClient Client => ClusterConnection.TryOpen(options) ?? throw StartFault.Read(options);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Requirements.CheckRoot();
        if (!options.Disabled.Contains("node"))
            await report.RunAsync("packages", () => PackageInstaller.EnsureAsync(PackageRequirement.All, cancellationToken)).ConfigureAwait(false);
        await report.RunAsync("server", () => StartServerAsync(cancellationToken)).ConfigureAwait(false);
        if (!options.Disabled.Contains("node"))
            await report.RunAsync("node", () => WaitForNodeAsync(cancellationToken)).ConfigureAwait(false);
        await report.RunAsync("kubeconfig", MergeKubeconfigAsync).ConfigureAwait(false);
    }

    private async Task<string> StartServerAsync(CancellationToken cancellationToken)
    {
        _server = ServerProcess.Find(options);
        var wasRunning = _server is not null;
        if (wasRunning && !ServerLock.IsHeld(options))
            throw new FaultException("ALREADY-RUNNING", $"cluster {options.Name} is running on another data directory than {options.DataDir}", "name that one with --data-dir, end it with 'tiphys down', or give this one another --name");
        if (_server is null)
        {
            ServerLock.CheckFree(options);
            Requirements.CheckDisk(options);
            Requirements.CheckPorts(options);
            // Times in the API have whole seconds.
            _startedAt = time.GetUtcNow().UtcDateTime.AddSeconds(-1);
            _server = ServerProcess.Start(options, settingArguments);
        }

        try
        {
            await WaitAsync("the server to be ready", async () => ClusterConnection.TryOpen(options) is { } client && await ClusterConnection.IsReadyAsync(client, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch when (!wasRunning)
        {
            // What we started and what never got ready is not left behind.
            await _server.StopAsync(EndingPatience, time).ConfigureAwait(false);
            throw;
        }

        return wasRunning ? "already running" : options.ApiUrl;
    }

    private async Task<string> WaitForNodeAsync(CancellationToken cancellationToken)
    {
        await WaitAsync($"node {options.NodeName} to be Ready", async () =>
        {
            var node = await Client.For<V1Node>().TryGetAsync(null, options.NodeName, cancellationToken).ConfigureAwait(false);
            // What a node said before the server was started is not news.
            return node?.Status?.Conditions?.Any(condition => condition.Type == "Ready" && condition.Status == "True" && condition.LastHeartbeatTime >= _startedAt) == true;
        }, cancellationToken).ConfigureAwait(false);
        return options.NodeName;
    }

    private Task<string> MergeKubeconfigAsync()
    {
        byte[] Pem(string name) => File.ReadAllBytes(Path.Combine(options.PkiDir, name));
        var changed = UserKubeconfig.Merge(new KubeconfigEntry(options.ContextName, options.ApiUrl, Pem("ca.crt"), Pem("admin.crt"), Pem("admin.key")));
        return Task.FromResult(changed ? $"context {options.ContextName} in {UserKubeconfig.FilePath}" : $"context {options.ContextName}");
    }

    /// <summary>The last error of the server's log, for most often it is the reason.</summary>
    private string LastComplaint() =>
        File.Exists(options.LogFile) && File.ReadLines(options.LogFile).LastOrDefault(line => line.Contains(" E ", StringComparison.Ordinal)) is { } line
            ? $"; the log's last error: {line[(line.IndexOf(" E ", StringComparison.Ordinal) + 3)..]}"
            : "";

    private async Task WaitAsync(string what, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(patience, time);
        var met = await deadline.WaitAsync(async () =>
        {
            if (_server is { IsAlive: false })
                throw StartFault.Read(options);
            return await condition().ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        if (!met)
            throw new FaultException("TIME-OUT", $"waited {patience.TotalSeconds:0} s for {what}{LastComplaint()}", $"{options.LogFile} says how far it came; 'tiphys down' ends it");
    }
}

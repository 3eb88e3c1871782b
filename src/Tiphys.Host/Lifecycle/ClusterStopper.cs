using Tiphys.Cli.Output;
using Tiphys.Host.Configuration;

namespace Tiphys.Host.Lifecycle;

/// <summary>Ends a cluster on this machine: the server, its containers, and on request everything it made.</summary>
internal sealed class ClusterStopper(ClusterOptions options, StepReporter report, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await BeginAsync().ConfigureAwait(false);
        await report.RunAsync("containers", () => new NodeCleaner(options, time).StopContainersAsync(cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Stops it and removes everything it made; what cannot be stopped in peace, its files being gone already, is ended by force.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await BeginAsync().ConfigureAwait(false);
        await report.RunAsync("containers", () => new NodeCleaner(options, time).TryStopContainersAsync(cancellationToken)).ConfigureAwait(false);
        await report.RunAsync("processes", () => new NodeCleaner(options, time).EndLeftoversAsync(cancellationToken)).ConfigureAwait(false);
        await report.RunAsync("network", () => new NodeCleaner(options, time).RemoveNetworkAsync(cancellationToken)).ConfigureAwait(false);
        await report.RunAsync("files", RemoveFilesAsync).ConfigureAwait(false);
    }

    private Task BeginAsync()
    {
        Requirements.CheckRoot();
        return report.RunAsync("server", StopServerAsync);
    }

    private async Task<string> StopServerAsync()
    {
        if (ServerProcess.FindAnyway(options) is not { } server)
            return "was not running";
        await server.StopAsync(Patience, time).ConfigureAwait(false);
        if (File.Exists(options.PidFile))
            File.Delete(options.PidFile);
        return "";
    }

    private Task<string> RemoveFilesAsync()
    {
        UserKubeconfig.Remove(options.ContextName);
        foreach (var directory in new[] { options.RuntimeDir, options.DataDir })
        {
            MountPoints.DetachBelow(directory);
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
        }

        return Task.FromResult($"{options.DataDir}, {options.RuntimeDir}");
    }
}

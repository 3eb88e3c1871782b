using Microsoft.Extensions.Logging.Abstractions;
using Tiphys.Host.Configuration;
using Tiphys.Node.Containerd;
using Tiphys.Node.Cri;
using Tiphys.Node.Images;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Lifecycle;

/// <summary>Takes off this machine what the node part of a cluster put on it; for a cluster whose server has ended.</summary>
internal sealed class NodeCleaner(ClusterOptions options, TimeProvider time)
{
    private readonly NodeLayout _layout = NodeLayout.Of(options);

    /// <summary>Stops every pod and then containerd. Images and volumes stay.</summary>
    /// <exception cref="FaultException">containerd's files were removed: nobody can ask it for anything.</exception>
    public async Task<string> StopContainersAsync(CancellationToken cancellationToken)
    {
        var isRunning = ContainerdProcess.Find(_layout.Containerd.ConfigFile) is not null;
        if (!isRunning && !MountPoints.Below(options.RuntimeDir).Any())
            return "";
        if (!File.Exists(_layout.Containerd.ConfigFile) || (isRunning && !File.Exists(_layout.Containerd.Socket)))
            throw new FaultException("FILES-GONE", $"files in {options.DataDir} or {options.RuntimeDir} were removed while containers ran", "end the containers by force, with all that is left: tiphys down --purge");
        using var runtime = new CriRuntime(_layout.Containerd.Socket);
        var images = new ImageStore(runtime, _layout.Containerd, time);
        var supervisor = new ContainerdSupervisor(_layout.Containerd, _layout.Node, runtime, images, time, NullLogger<ContainerdSupervisor>.Instance);
        // A containerd that was killed is started once more: only it can end what its shims run.
        await supervisor.EnsureServingAsync(cancellationToken).ConfigureAwait(false);
        var sandboxes = await runtime.ListPodSandboxesAsync(null, cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(sandboxes, cancellationToken, async (sandbox, token) =>
        {
            await runtime.StopPodSandboxAsync(sandbox.Id, token).ConfigureAwait(false);
            await runtime.RemovePodSandboxAsync(sandbox.Id, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        await supervisor.StopAsync(cancellationToken).ConfigureAwait(false);
        return $"{sandboxes.Count} pods";
    }

    /// <summary>As <see cref="StopContainersAsync"/>, for a cluster that is to go away: says what hindered it instead of failing.</summary>
    public async Task<string> TryStopContainersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StopContainersAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FaultException or ContainerdException or RuntimeFailureException or RuntimeUnavailableException)
        {
            return $"not in peace: {e.Message}";
        }
    }

    /// <summary>Ends what runs on although its containerd has been stopped; answers how many processes, empty for none.</summary>
    public async Task<string> EndLeftoversAsync(CancellationToken cancellationToken)
    {
        var ended = await new LeftoverProcesses(_layout.Containerd, Cgroups(), time).EndAsync(cancellationToken).ConfigureAwait(false);
        return ended == 0 ? "" : $"{ended} left over";
    }

    /// <summary>Removes the bridge, our packet rules and our cgroups.</summary>
    public async Task<string> RemoveNetworkAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists($"/sys/class/net/{_layout.Node.BridgeName}"))
            await SystemCommand.RunAsync("ip", ["link", "delete", _layout.Node.BridgeName], cancellationToken).ConfigureAwait(false);
        foreach (var (family, table) in await OwnTablesAsync(cancellationToken).ConfigureAwait(false))
            await SystemCommand.RunAsync("nft", ["delete", "table", family, table], cancellationToken).ConfigureAwait(false);
        foreach (var folder in Cgroups())
            RemoveCgroups(folder);
        return "";
    }

    /// <summary>Our folder in the one hierarchy of cgroup v2 and in each of v1.</summary>
    private string[] Cgroups() => Directory.Exists("/sys/fs/cgroup")
        ? [.. Directory.EnumerateDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup").Select(root => Path.Combine(root, _layout.Node.ClusterName)).Where(Directory.Exists)]
        : [];

    private async Task<IReadOnlyList<(string Family, string Table)>> OwnTablesAsync(CancellationToken cancellationToken)
    {
        var listed = await SystemCommand.RunAsync("nft", ["list", "tables"], cancellationToken).ConfigureAwait(false);
        return [.. listed.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 3 && _layout.Tables.Contains(words[2])).Select(words => (words[1], words[2]))];
    }

    /// <summary>A cgroup is removed by removing its folder, children first; the files in it are the kernel's.</summary>
    private static void RemoveCgroups(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var child in Directory.EnumerateDirectories(folder))
            RemoveCgroups(child);
        Directory.Delete(folder);
    }
}

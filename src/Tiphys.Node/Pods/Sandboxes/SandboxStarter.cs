using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Node.Cgroups;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Pods.Sandboxes;

/// <summary>Makes and ends pods' sandboxes.</summary>
internal sealed class SandboxStarter(
    IContainerRuntime runtime,
    SandboxConfigBuilder configs,
    PodDirectories directories,
    PodCgroups cgroups,
    NodeOptions options,
    EventRecorder events)
{
    public PodSandboxConfig Configure(V1Pod pod, uint attempt) => configs.Build(pod, attempt);

    /// <summary>Makes the sandbox, with its control group and log directory.</summary>
    /// <exception cref="RuntimeFailureException">The runtime could not; the event is recorded.</exception>
    public async Task<string> StartAsync(V1Pod pod, PodSandboxConfig config, CancellationToken cancellationToken)
    {
        cgroups.Apply(pod);
        Directory.CreateDirectory(directories.Logs(pod));
        try
        {
            return await runtime.RunPodSandboxAsync(config, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeFailureException e)
        {
            events.Warning(pod.PodReference(), "FailedCreatePodSandBox", $"Failed to create pod sandbox: {e.Message}");
            throw;
        }
    }

    /// <summary>Writes the pod's hosts file, which every container of it mounts.</summary>
    public void WriteHosts(V1Pod pod, IReadOnlyList<string> addresses, NodeFacts node)
    {
        var file = directories.HostsFile(pod.Uid());
        Directory.CreateDirectory(directories.Pod(pod.Uid()), (UnixFileMode)0x1e8);
        var text = HostsFile.Write(pod, addresses, options.ClusterDomain, node.GatewayAddress);
        if (File.Exists(file) && File.ReadAllText(file) == text)
            return;
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, (UnixFileMode)0x1a4); // 0644
    }

    /// <summary>Ends every sandbox of the pod that is not the usable one, or all of them.</summary>
    public async Task StopAsync(IEnumerable<PodSandboxStatus> sandboxes, CancellationToken cancellationToken)
    {
        foreach (var sandbox in sandboxes)
            await runtime.StopPodSandboxAsync(sandbox.Id, cancellationToken).ConfigureAwait(false);
    }
}

using Microsoft.Extensions.Logging;
using Tiphys.Node.Cgroups;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Pods.Containers;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Pods;

/// <summary>
/// Takes away what belongs to nobody: sandboxes, directories and control groups of pods that are gone, and dead containers beyond the last of
/// each name, whose logs and last words users may still ask for.
/// </summary>
internal sealed partial class OrphanCleaner(
    IContainerRuntime runtime,
    PodWorkers pods,
    PodDirectories directories,
    VolumeMounter volumes,
    PodCgroups cgroups,
    ILogger<OrphanCleaner> logger)
{
    /// <summary>Nothing counts as gone before the sources of pods have told of all there are.</summary>
    public bool SourcesReady { get; set; }

    public async Task CleanAsync(IReadOnlyList<PodSandbox> sandboxes, IReadOnlyList<Container> containers, CancellationToken cancellationToken)
    {
        if (!SourcesReady)
            return;
        foreach (var sandbox in sandboxes.Where(sandbox => pods.Find(sandbox.Metadata.Uid) is null))
        {
            LogOrphan(logger, sandbox.Metadata.Namespace, sandbox.Metadata.Name);
            await runtime.StopPodSandboxAsync(sandbox.Id, cancellationToken).ConfigureAwait(false);
            await runtime.RemovePodSandboxAsync(sandbox.Id, cancellationToken).ConfigureAwait(false);
        }

        await RemoveDeadAsync(sandboxes, containers, cancellationToken).ConfigureAwait(false);
        CleanDirectories();
    }

    private async Task RemoveDeadAsync(IReadOnlyList<PodSandbox> sandboxes, IReadOnlyList<Container> containers, CancellationToken cancellationToken)
    {
        foreach (var group in containers.Where(container => container.State == ContainerState.ContainerExited).GroupBy(container => (container.Labels[CriLabels.PodUid], container.Metadata.Name)))
        {
            // The newest dead one is what "logs --previous" shows, or the one in CrashLoopBackOff: then the one before it is the last state.
            foreach (var container in group.OrderByDescending(container => container.CreatedAt).Skip(2))
            {
                AppliedResources.Forget(container.Id);
                await runtime.RemoveContainerAsync(container.Id, cancellationToken).ConfigureAwait(false);
            }
        }

        var used = containers.Select(container => container.PodSandboxId).ToHashSet();
        foreach (var group in sandboxes.Where(sandbox => pods.Find(sandbox.Metadata.Uid) is not null).GroupBy(sandbox => sandbox.Metadata.Uid))
        {
            foreach (var sandbox in group.OrderByDescending(sandbox => sandbox.CreatedAt).Skip(1))
            {
                if (sandbox.State == PodSandboxState.SandboxNotready && !used.Contains(sandbox.Id))
                    await runtime.RemovePodSandboxAsync(sandbox.Id, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void CleanDirectories()
    {
        var known = (Directory.Exists(directories.PodsRoot) ? Directory.EnumerateDirectories(directories.PodsRoot).Select(path => Path.GetFileName(path)) : [])
            .Concat(cgroups.PodUids()).Distinct().ToArray();
        foreach (var uid in known.Where(uid => pods.Find(uid) is null))
        {
            try
            {
                volumes.Remove(uid);
                cgroups.Remove(uid);
            }
            catch (IOException e)
            {
                // Something in it is in use; the next round tries again.
                LogNotCleaned(logger, uid, e.Message);
            }
        }

        foreach (var log in Directory.Exists(directories.LogsRoot) ? Directory.EnumerateDirectories(directories.LogsRoot) : [])
        {
            if (pods.Find(log[(log.LastIndexOf('_') + 1)..]) is null)
                Directory.Delete(log, recursive: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Pod {Namespace}/{Name} is gone; its containers are ended")]
    private static partial void LogOrphan(ILogger logger, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is left of pod {Uid} could not be taken away: {Error}")]
    private static partial void LogNotCleaned(ILogger logger, string uid, string error);
}

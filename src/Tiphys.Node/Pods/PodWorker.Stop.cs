using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Requests;
using Tiphys.Node.Pods.Status;

namespace Tiphys.Node.Pods;

/// <summary>The end of a pod.</summary>
internal sealed partial class PodWorker
{
    /// <summary>Stops what runs, reports it, and takes everything away that belongs to the pod.</summary>
    /// <returns>Null when nothing is left; otherwise how long to wait for the next look.</returns>
    private async Task<TimeSpan?> StopAsync(V1Pod pod, bool removed, WaitingReason? ended, CancellationToken cancellationToken)
    {
        if (!removed && Runtime.Containers.Any(container => container.IsRunning))
            Report(pod, stopping: true, ended);
        _health.Stop();
        var grace = removed && pod.Metadata.DeletionTimestamp is null ? TimeSpan.FromSeconds(pod.Spec.TerminationGracePeriodSeconds ?? 30) : pod.GracePeriod();
        await _services.Stopper.StopAllAsync(pod, Runtime, grace, cancellationToken).ConfigureAwait(false);
        Runtime = await ReadRuntimeAsync(pod.Uid(), cancellationToken).ConfigureAwait(false);
        if (!removed)
            Report(pod, stopping: true, ended);
        await _services.Sandboxes.StopAsync(Runtime.Sandboxes, cancellationToken).ConfigureAwait(false);
        if (removed || pod.Metadata.DeletionTimestamp is not null)
            return await RemoveAsync(pod, removed, cancellationToken).ConfigureAwait(false);

        // An ended pod stays for its logs until it is deleted; its volumes and control groups go now.
        _services.Cgroups.Remove(pod.Uid());
        _services.Volumes.ReleaseMounts(pod.Uid());
        return Timeout.InfiniteTimeSpan;
    }

    /// <summary>Takes the pod's object from the API once its last status is there, then its files and containers from the node.</summary>
    private async Task<TimeSpan?> RemoveAsync(V1Pod pod, bool removed, CancellationToken cancellationToken)
    {
        var uid = pod.Uid();
        _services.Volumes.Release(uid);
        _services.Cgroups.Remove(uid);
        if (!removed)
        {
            await _services.Status.FlushAsync(uid, cancellationToken).ConfigureAwait(false);
            await DeleteFromApiAsync(pod, cancellationToken).ConfigureAwait(false);
        }

        _services.Messages.Forget(Runtime.Containers.Select(container => container.Id));
        foreach (var sandbox in Runtime.Sandboxes)
            await _services.Runtime.RemovePodSandboxAsync(sandbox.Id, cancellationToken).ConfigureAwait(false);
        _services.Images.Forget(uid);
        _services.Status.Forget(uid);
        _services.Index.Forget(uid);
        var logs = _services.Directories.Logs(pod);
        if (Directory.Exists(logs))
            Directory.Delete(logs, recursive: true);
        return null;
    }

    private async Task DeleteFromApiAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (pod.IsStatic())
            return;
        try
        {
            var query = new DeleteQuery { GracePeriodSeconds = 0, Uid = pod.Uid() };
            await _services.Client.For<V1Pod>().TryDeleteAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, cancellationToken, query).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 409)
        {
            // Another pod of that name stands there by now.
        }
    }
}

using k8s.Models;
using Tiphys.Node.Pods.Status;
using Tiphys.Node.Pods.Sync;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Pods;

/// <summary>The life of a pod that is to run.</summary>
internal sealed partial class PodWorker
{
    private async Task<TimeSpan?> SyncAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        _health.Follow(pod, Runtime, _services.Node.Address);
        Report(pod, stopping: false, null);
        // The volumes are made ready while the sandbox is made: only the containers need them.
        var volumes = MountAsync(pod, cancellationToken);
        var input = new PodSyncInput(pod, Runtime, _health, _restarts, Now);
        var plan = PodSync.Decide(input);
        try
        {
            await _services.Applier.ApplyAsync(input, plan, volumes, _waiting, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ((Task)volumes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested)
                Runtime = await ReadRuntimeAsync(pod.Uid(), cancellationToken).ConfigureAwait(false);
        }

        await volumes.ConfigureAwait(false);

        _health.Follow(pod, Runtime, _services.Node.Address);
        Report(pod, stopping: false, null);
        return NextLook(pod, plan);
    }

    private TimeSpan NextLook(V1Pod pod, PodPlan plan)
    {
        // A container started in this step may end at once, an init container that ended lets the next one begin: both are told of by events.
        // Files that depend on the clock (tokens) and what no event tells of are looked at once a minute.
        var wait = TimeSpan.FromSeconds(60);
        foreach (var candidate in (TimeSpan?[])[plan.NextStart, _services.Images.NextAttempt(pod.Uid()), PodDeadline.Remaining(pod, _services.Status.Last(pod.Uid()), Now)])
        {
            if (candidate is { } sooner && sooner < wait)
                wait = sooner;
        }

        if (_waiting.Values.Any(reason => reason.Reason is not ("CrashLoopBackOff" or "ImagePullBackOff" or "ErrImagePull")) && wait > TimeSpan.FromSeconds(5))
            wait = TimeSpan.FromSeconds(5);
        return wait > TimeSpan.FromMilliseconds(20) ? wait : TimeSpan.FromMilliseconds(20);
    }

    private async Task<MountedVolumes> MountAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var node = _services.Node;
        var context = new VolumeContext(pod, pod.IsHostNetwork() ? [node.Address] : Runtime.Addresses, node.Address, node.Allocatable);
        try
        {
            return await _services.Volumes.Mounter.MountAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (VolumeException e)
        {
            _services.Events.Warning(pod.PodReference(), "FailedMount", e.Message);
            throw;
        }
    }

    private V1PodStatus BuildStatus(V1Pod pod, bool stopping, WaitingReason? ended)
    {
        foreach (var name in _waiting.Keys.Where(name => Runtime.Latest(name) is { IsRunning: true }).ToArray())
            _waiting.Remove(name);
        return PodStatusBuilder.Build(new PodStatusInput
        {
            Pod = pod,
            Former = _services.Status.Last(pod.Uid()) ?? pod.Status,
            Runtime = Runtime,
            Health = _health,
            Waiting = _waiting,
            NodeAddress = _services.Node.Address,
            TerminationMessage = _services.Messages.Of,
            Now = Now,
            IsTerminating = stopping,
            Ended = ended,
        });
    }

    private void Report(V1Pod pod, bool stopping, WaitingReason? ended) => _services.Status.Set(pod, BuildStatus(pod, stopping, ended));
}

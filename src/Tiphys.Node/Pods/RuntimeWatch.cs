using Microsoft.Extensions.Logging;
using Tiphys.Node.Containerd;
using Tiphys.Node.Cri;

namespace Tiphys.Node.Pods;

/// <summary>
/// Follows the runtime: hands its events to the pods, brings containerd back when it goes away, lets every pod be looked at after a gap, and
/// ends what belongs to no pod any more.
/// </summary>
internal sealed partial class RuntimeWatch(
    IContainerRuntime runtime,
    ContainerdSupervisor supervisor,
    PodWorkers pods,
    OrphanCleaner orphans,
    TimeProvider time,
    ILogger<RuntimeWatch> logger)
{
    /// <summary>Events tell everything in time; this only bounds how long an error of ours or of the runtime's could last.</summary>
    private static readonly TimeSpan RelistInterval = TimeSpan.FromSeconds(10);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(FollowAsync(cancellationToken), RelistAsync(cancellationToken));

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var told in runtime.WatchAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (told.Kind == RuntimeEventKind.Subscribed)
                        pods.WakeAll();
                    else
                        pods.Tell(told);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is RuntimeUnavailableException or RuntimeFailureException or OperationCanceledException)
            {
                LogLost(logger, e.Message);
                await ReviveAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ReviveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await supervisor.EnsureServingAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ContainerdException e)
        {
            LogNotRevived(logger, e.Message);
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    private async Task RelistAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> former = [];
        using var timer = new PeriodicTimer(RelistInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    former = await RelistOnceAsync(former, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is RuntimeUnavailableException or RuntimeFailureException)
                {
                    LogLost(logger, e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }

    /// <summary>Wakes the pods whose containers are in another state than at the last look, and ends what has no pod.</summary>
    private async Task<Dictionary<string, string>> RelistOnceAsync(Dictionary<string, string> former, CancellationToken cancellationToken)
    {
        var sandboxes = await runtime.ListPodSandboxesAsync(null, cancellationToken).ConfigureAwait(false);
        var containers = await runtime.ListContainersAsync(null, cancellationToken).ConfigureAwait(false);
        var states = new Dictionary<string, string>();
        foreach (var pod in sandboxes.Select(s => (Uid: Uid(s.Labels), s.Id, State: s.State.ToString()))
            .Concat(containers.Select(c => (Uid: Uid(c.Labels), c.Id, State: c.State.ToString()))).GroupBy(entry => entry.Uid))
        {
            states[pod.Key] = string.Join(',', pod.Select(entry => entry.Id + entry.State).Order(StringComparer.Ordinal));
        }

        foreach (var (uid, state) in states)
        {
            if (former.GetValueOrDefault(uid) != state)
                pods.Find(uid)?.Wake();
        }

        await orphans.CleanAsync(sandboxes, containers, cancellationToken).ConfigureAwait(false);
        return states;
    }

    private static string Uid(Google.Protobuf.Collections.MapField<string, string> labels) => labels.TryGetValue(CriLabels.PodUid, out var uid) ? uid : "";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The runtime went away: {Error}")]
    private static partial void LogLost(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "containerd could not be started again: {Error}")]
    private static partial void LogNotRevived(ILogger logger, string error);
}

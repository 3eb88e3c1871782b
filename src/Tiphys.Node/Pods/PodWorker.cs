using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Errors;
using Tiphys.Client.Transport;
using Tiphys.Node.Cri;
using Tiphys.Node.Pods.Probes;
using Tiphys.Node.Pods.Status;
using Tiphys.Node.Pods.Sync;
using Tiphys.Node.Volumes;
using Tiphys.Primitives.Async;
using Tiphys.Primitives.Retries;

namespace Tiphys.Node.Pods;

/// <summary>
/// Looks after one pod from the moment it is assigned to this node until nothing of it is left. One loop: woken by a change of the pod, of a
/// container, of a probe's verdict or of something the pod refers to, or by its own timer.
/// </summary>
/// <remarks>
/// <code>
///   syncing --deleted, ended, evicted--> terminating --all stopped--> terminated --API object deleted--> (worker ends)
/// </code>
/// </remarks>
internal sealed partial class PodWorker : IDisposable
{
    private readonly PodWorkerServices _services;
    private readonly ILogger _logger;
    private readonly AsyncPulse _pulse = new();
    private readonly PodHealth _health;
    private readonly RestartBackoff _restarts = new();
    private readonly Backoff _errors = new(new BackoffPolicy { First = TimeSpan.FromMilliseconds(200), Longest = TimeSpan.FromSeconds(20) });
    private readonly Dictionary<string, WaitingReason> _waiting = [];
    private readonly HashSet<string> _exited = [];
    private readonly Lock _gate = new();
    private CancellationTokenSource _step = new();
    private V1Pod _pod;
    private bool _removed;
    private WaitingReason? _ended;

    public PodWorker(V1Pod pod, PodWorkerServices services, ILogger logger)
    {
        (_pod, _services, _logger) = (pod, services, logger);
        _health = new PodHealth(services.Prober, services.Events, services.Time, _pulse.Set);
        _pulse.Set();
    }

    public V1Pod Pod
    {
        get
        {
            lock (_gate)
                return _pod;
        }
    }

    /// <summary>What the runtime last showed of the pod.</summary>
    public RuntimePod Runtime { get; private set; } = RuntimePod.Empty;

    /// <summary>The container does not run and is to be started again.</summary>
    public bool IsWaiting(string container) => StatusOf(container)?.State?.Waiting is not null;

    /// <summary>Why the container does not run, in one word.</summary>
    public string WaitingReason(string container) => StatusOf(container)?.State?.Waiting?.Reason ?? "ContainerCreating";

    /// <summary>Takes in a newer state of the pod.</summary>
    public void Update(V1Pod pod)
    {
        lock (_gate)
        {
            var shorter = IsStopping(pod) && (!IsStopping(_pod) || pod.GracePeriod() < _pod.GracePeriod());
            _pod = pod;
            if (shorter)
                _step.Cancel();
        }

        _services.Volumes.References.Follow(pod, _pulse.Set);
        _pulse.Set();
    }

    /// <summary>The pod is gone from the API: stop it, and there is nobody to report to.</summary>
    public void Remove()
    {
        lock (_gate)
        {
            _removed = true;
            _step.Cancel();
        }

        _pulse.Set();
    }

    /// <summary>The node ends the pod, for the reason given.</summary>
    public void End(string reason, string message)
    {
        lock (_gate)
        {
            _ended ??= new WaitingReason(reason, message);
            _step.Cancel();
        }

        _pulse.Set();
    }

    /// <summary>A container or sandbox of the pod ended.</summary>
    public void Exited(string id)
    {
        lock (_exited)
            _exited.Add(id);
        _pulse.Set();
    }

    public void Wake() => _pulse.Set();

    /// <summary>Runs until nothing is left of the pod.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _services.Volumes.References.Follow(_pod, _pulse.Set);
        TimeSpan? next = null;
        while (true)
        {
            await WaitAsync(next, cancellationToken).ConfigureAwait(false);
            using var step = BeginStep(cancellationToken);
            try
            {
                if (await StepAsync(step.Token).ConfigureAwait(false) is not { } wait)
                    return;
                _errors.Reset();
                next = wait;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Something more urgent came in: begin again with it.
                next = TimeSpan.Zero;
            }
            catch (Exception e) when (IsTransient(e))
            {
                next = _errors.Next();
                LogFailed(_logger, Pod.LogName(), next.Value.TotalSeconds, e.Message);
            }
        }
    }

    public void Dispose()
    {
        _health.Dispose();
        _pulse.Dispose();
        _step.Dispose();
    }

    private V1ContainerStatus? StatusOf(string container)
    {
        var status = _services.Status.Last(Pod.Uid());
        return (status?.ContainerStatuses ?? []).Concat(status?.InitContainerStatuses ?? []).Concat(status?.EphemeralContainerStatuses ?? [])
            .FirstOrDefault(candidate => candidate.Name == container);
    }

    private static bool IsStopping(V1Pod pod) => pod.Metadata.DeletionTimestamp is not null;

    /// <summary>What a retry may mend: the world outside. Anything else is our fault and ends the worker with its trace in the log.</summary>
    private static bool IsTransient(Exception e) =>
        e is RuntimeFailureException or RuntimeUnavailableException or ApiException or ApiUnreachableException or VolumeException or IOException
            or TimeoutException or UnauthorizedAccessException or Containers.ContainerConfigException;

    private CancellationTokenSource BeginStep(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_step.IsCancellationRequested)
            {
                _step.Dispose();
                _step = new CancellationTokenSource();
            }

            return CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _step.Token);
        }
    }

    private async Task WaitAsync(TimeSpan? limit, CancellationToken cancellationToken)
    {
        if (limit == TimeSpan.Zero)
            return;
        if (limit is null || limit == Timeout.InfiniteTimeSpan)
        {
            await _pulse.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        using var timer = new CancellationTokenSource(limit.Value, _services.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            await _pulse.WaitAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The timer.
        }
    }

    /// <summary>One look at the pod and what follows from it. Returns how long to wait at most for the next; null when the pod is no more.</summary>
    private async Task<TimeSpan?> StepAsync(CancellationToken cancellationToken)
    {
        V1Pod pod;
        bool removed;
        WaitingReason? ended;
        lock (_gate)
            (pod, removed, ended) = (_pod, _removed, _ended);
        Runtime = await ReadRuntimeAsync(pod.Uid(), cancellationToken).ConfigureAwait(false);
        ended ??= PodDeadline.Check(pod, _services.Status.Last(pod.Uid()), Now);
        if (removed || IsStopping(pod) || ended is not null || pod.IsTerminal() || IsFinished(pod))
            return await StopAsync(pod, removed, ended, cancellationToken).ConfigureAwait(false);
        return await SyncAsync(pod, cancellationToken).ConfigureAwait(false);
    }

    private DateTime Now => _services.Time.GetUtcNow().UtcDateTime;

    /// <summary>The ordinary containers have ended for good; sidecars may still run, and keep the reported phase at Running until they are stopped.</summary>
    private bool IsFinished(V1Pod pod)
    {
        if (Runtime.Containers.Count == 0)
            return false;
        var status = BuildStatus(pod, stopping: false, null);
        return PodPhase.Of(pod, status.InitContainerStatuses ?? [], status.ContainerStatuses) is "Succeeded" or "Failed";
    }

    /// <summary>The runtime may show a container as running for a moment after it told us of its end.</summary>
    private async Task<RuntimePod> ReadRuntimeAsync(string uid, CancellationToken cancellationToken)
    {
        string[] told;
        lock (_exited)
        {
            told = [.. _exited];
            _exited.Clear();
        }

        for (var attempt = 0; ; attempt++)
        {
            var read = await _services.Reader.ReadAsync(uid, cancellationToken).ConfigureAwait(false);
            var lagging = told.Any(id => read.ById(id) is { IsRunning: true }
                || read.Sandboxes.Any(sandbox => sandbox.Id == id && sandbox.State == Cri.V1.PodSandboxState.SandboxReady));
            if (!lagging || attempt == 40)
            {
                _services.Index.Note(uid, read);
                return read;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), _services.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pod {Pod} could not be synced, next attempt in {Seconds:0.0} s: {Error}")]
    private static partial void LogFailed(ILogger logger, string pod, double seconds, string error);
}

using Microsoft.Extensions.Logging;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Transport;
using Tiphys.Primitives.Async;
using Tiphys.Scheduler.Binding;
using Tiphys.Scheduler.Cycles;

namespace Tiphys.Scheduler;

/// <summary>Assigns waiting pods to nodes: what kube-scheduler is upstream.</summary>
/// <remarks>
/// <code>
///  informers --> columns, queue --(one at a time, under the gate)--> cycle --> assumed --(many at once)--> bound
///                     ^                                                |           '--(refused)--> forgotten, queued again
///                     '-------------- no place: reported, waits -------'
/// </code>
/// </remarks>
public sealed class SchedulerService
{
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EventRecorder _events;
    private readonly SchedulerWorld _world;
    private readonly PodBinder _binder;
    private readonly VictimRemover _remover;
    private readonly SemaphoreSlim _slots;
    private readonly AsyncPulse _wake = new();

    /// <param name="client">The API server, as system:kube-scheduler or an administrator.</param>
    /// <param name="informers">Run by the caller; shared with other components of the process where there are any.</param>
    public SchedulerService(
        KubeClient client, SharedInformerFactory informers, TimeProvider time, ILoggerFactory loggers, SchedulerOptions? options = null)
    {
        options ??= new();
        _time = time;
        _logger = loggers.CreateLogger<SchedulerService>();
        _events = new(client, options.SchedulerName, time, _logger);
        _world = new(informers, time, _wake, options.SchedulerName);
        _binder = new(client, new(client, _world.Claims, time, options.VolumeBindTimeout), _events);
        _remover = new(client, _events, options.SchedulerName, _logger);
        _slots = new(options.ParallelBinds);
    }

    /// <summary>Works until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_events.RunAsync(cancellationToken), Task.Run(() => LoopAsync(cancellationToken), CancellationToken.None));

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _world.WaitForSyncAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (Next() is { } outcome)
                {
                    _ = CarryOutAsync(outcome, cancellationToken);
                    continue;
                }

                _slots.Release();
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the service's life.
        }
    }

    private CycleOutcome? Next()
    {
        lock (_world.Gate)
        {
            if (!_world.Queue.TryTake(out var pod))
                return null;
            var began = _time.GetTimestamp();
            var outcome = _world.Cycle.Run(pod);
            SchedulerMetrics.Observe(outcome.Assumed is null ? "unschedulable" : "scheduled", _time.GetElapsedTime(began));
            if (outcome.Assumed is null)
                _world.Queue.PutBack(pod, missedChange: false);
            return outcome;
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        TimeSpan? due;
        lock (_world.Gate)
            due = _world.Queue.NextDue;
        if (due is null)
        {
            await _wake.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        if (due <= TimeSpan.Zero)
            return;
        using var alarm = new CancellationTokenSource(due.Value + TimeSpan.FromMilliseconds(1), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, alarm.Token);
        await _wake.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task CarryOutAsync(CycleOutcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            if (outcome.Assumed is not null)
                await BindAsync(outcome, cancellationToken).ConfigureAwait(false);
            else
                await ReportAsync(outcome, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or ApiUnreachableException or OperationCanceledException)
        {
            _logger.LogDebug("What was decided for {Pod} was not carried out: {Error}", outcome.Pod.Key, e.Message);
        }
        catch (Exception e)
        {
            // A defect in carrying out one decision must not end the scheduler.
            _logger.LogError(e, "Carrying out the decision for {Pod} failed", outcome.Pod.Key);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task BindAsync(CycleOutcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            await _binder.BindAsync(outcome, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _world.Forget(outcome, gone: e is ApiException { Code: 404 });
            throw;
        }
    }

    private async Task ReportAsync(CycleOutcome outcome, CancellationToken cancellationToken)
    {
        var pod = outcome.Pod.Pod;
        var now = _time.GetUtcNow().UtcDateTime;
        if (outcome.Preemption is { } plan)
            await _remover.RemoveAsync(plan, pod, now, cancellationToken).ConfigureAwait(false);
        await _binder.ReportAsync(pod, outcome.Message, outcome.Preemption?.Node, now, cancellationToken).ConfigureAwait(false);
    }
}

using k8s.Models;
using Tiphys.Client.Events;

namespace Tiphys.Node.Pods.Probes;

/// <summary>The probes of one running container, each on a loop of its own, from its start to its end.</summary>
internal sealed class ContainerProbes : IDisposable
{
    /// <summary>
    /// A container that just started is seldom ready at once, and mostly soon: until it is ready for the first time it is asked at growing
    /// intervals up to its period. Failures of these early probes are no event.
    /// </summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _life = new();
    private readonly ProbedContainer _target;
    private readonly Prober _prober;
    private readonly EventRecorder _events;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly TaskCompletionSource _startedUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ProbeCounter? _startup, _liveness, _readiness;

    /// <param name="target">The container.</param>
    /// <param name="changed">Called after each change of a verdict.</param>
    public ContainerProbes(ProbedContainer target, Prober prober, EventRecorder events, TimeProvider time, Action changed)
    {
        (_target, _prober, _events, _time, _changed) = (target, prober, events, time, changed);
        var container = target.Container;
        _startup = Begin(container.StartupProbe, ProbeKind.Startup, target.WasStarted ? true : null);
        if (_startup is null || _startup.Verdict == true)
            _startedUp.SetResult();
        _liveness = Begin(container.LivenessProbe, ProbeKind.Liveness, null);
        _readiness = Begin(container.ReadinessProbe, ProbeKind.Readiness, target.WasReady ? true : null);
    }

    public bool HasStarted => _startup?.Verdict ?? _startup is null;

    public bool IsReady => HasStarted && (_readiness?.Verdict ?? true);

    public bool HasFailedStartup => _startup?.Verdict == false;

    public bool HasFailedLiveness => _liveness?.Verdict == false;

    public TimeSpan? StartupGrace => Grace(_target.Container.StartupProbe);

    public TimeSpan? LivenessGrace => Grace(_target.Container.LivenessProbe);

    public void Dispose()
    {
        _life.Cancel();
        _life.Dispose();
    }

    private static TimeSpan? Grace(V1Probe? probe) => probe?.TerminationGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private ProbeCounter? Begin(V1Probe? probe, ProbeKind kind, bool? former)
    {
        if (probe is null)
            return null;
        var counter = new ProbeCounter(kind, probe.FailureThreshold ?? 3, probe.SuccessThreshold ?? 1);
        if (former is { } verdict)
            counter.Resume(verdict);
        if (kind != ProbeKind.Startup || counter.Verdict is null)
            _ = RunAsync(probe, kind, counter, _life.Token);
        return counter;
    }

    private async Task RunAsync(V1Probe probe, ProbeKind kind, ProbeCounter counter, CancellationToken cancellationToken)
    {
        try
        {
            if (kind != ProbeKind.Startup)
                await _startedUp.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            var age = _time.GetUtcNow().UtcDateTime - _target.StartedAt;
            var delay = TimeSpan.FromSeconds(probe.InitialDelaySeconds ?? 0) - age;
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
            var period = TimeSpan.FromSeconds(Math.Max(probe.PeriodSeconds ?? 10, 1));
            var early = FirstRetry;
            while (true)
            {
                var isEarly = kind == ProbeKind.Readiness && counter.Verdict != true && early < period;
                await ProbeOnceAsync(probe, kind, counter, isEarly, cancellationToken).ConfigureAwait(false);
                if (IsDecided(kind, counter))
                    return;
                await Task.Delay(isEarly && counter.Verdict != true ? early : period, _time, cancellationToken).ConfigureAwait(false);
                early *= 2;
            }
        }
        catch (OperationCanceledException)
        {
            // The container ended.
        }
    }

    /// <summary>A startup probe is over with its verdict; a container found dead is not asked again.</summary>
    private static bool IsDecided(ProbeKind kind, ProbeCounter counter) => kind switch
    {
        ProbeKind.Startup => counter.Verdict is not null,
        ProbeKind.Liveness => counter.Verdict == false,
        _ => false,
    };

    private async Task ProbeOnceAsync(V1Probe probe, ProbeKind kind, ProbeCounter counter, bool isEarly, CancellationToken cancellationToken)
    {
        ProbeResult result;
        try
        {
            result = await _prober.RunAsync(probe, _target.Container, _target.ContainerId, _target.Address, cancellationToken).ConfigureAwait(false);
        }
        catch (Cri.RuntimeUnavailableException)
        {
            // The runtime's daemon is away; the container may be perfectly well.
            return;
        }

        if (result.Outcome != ProbeOutcome.Success && !isEarly)
        {
            var verb = result.Outcome == ProbeOutcome.Failure ? "failed" : "errored";
            _events.Warning(_target.Reference, "Unhealthy", $"{kind} probe {verb}: {result.Output}");
        }

        if (!counter.Count(result.Outcome))
            return;
        if (kind == ProbeKind.Startup && counter.Verdict == true)
            _startedUp.TrySetResult();
        _changed();
    }
}

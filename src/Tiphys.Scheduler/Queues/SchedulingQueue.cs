using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using Tiphys.Primitives.Async;
using Tiphys.Primitives.Retries;
using Tiphys.Scheduler.Filters;

namespace Tiphys.Scheduler.Queues;

/// <summary>The pods that wait for a node: ready to be tried by priority and age, backing off, or waiting for the cluster to change.</summary>
/// <remarks>Not thread safe: the scheduler's gate guards it. Entries whose place has changed since they were queued are passed over.</remarks>
internal sealed class SchedulingQueue(TimeProvider time, AsyncPulse wake)
{
    private static readonly TimeSpan LongestUnschedulable = TimeSpan.FromMinutes(5);
    private static readonly BackoffPolicy Backoff = new() { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(10) };
    private readonly Dictionary<string, QueuedPod> _pods = [];
    private readonly PriorityQueue<QueuedPod, (int Priority, long Since)> _active = new();
    private readonly PriorityQueue<QueuedPod, long> _backoff = new();
    private readonly List<QueuedPod> _unschedulable = [];

    public int Count => _pods.Count;

    /// <summary>When something will be ready that is not yet; null if nothing waits for time.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            if (_backoff.TryPeek(out _, out var at))
                return time.GetElapsedTime(time.GetTimestamp(), at);
            return _unschedulable.Count > 0 ? LongestUnschedulable / 5 : null;
        }
    }

    /// <summary>A pod is new, or has changed in a way that may let it in.</summary>
    public void Put(V1Pod pod)
    {
        if (_pods.TryGetValue(pod.Metadata.Uid, out var known))
        {
            Refresh(known, pod);
            return;
        }

        var made = new QueuedPod(pod);
        _pods.Add(made.Uid, made);
        if (IsGated(pod))
            made.Place = QueuePlace.Gated;
        else
            Activate(made);
    }

    public void Remove(string uid)
    {
        if (_pods.Remove(uid, out var pod))
            pod.Place = QueuePlace.None;
    }

    /// <summary>The next pod to try, taken out of its place; it stays known until <see cref="Remove"/>.</summary>
    public bool TryTake([NotNullWhen(true)] out QueuedPod? pod)
    {
        MoveDue();
        while (_active.TryDequeue(out pod, out _))
        {
            if (pod.Place != QueuePlace.Active)
                continue;
            pod.Place = QueuePlace.InCycle;
            return true;
        }

        return false;
    }

    /// <summary>A pod fits nowhere.</summary>
    /// <param name="missedChange">The cluster has changed since it was tried: back off and try again.</param>
    public void PutBack(QueuedPod pod, bool missedChange)
    {
        if (pod.Place != QueuePlace.InCycle)
            return;
        pod.NotBefore = time.GetTimestamp() + Ticks(Backoff.Delay(pod.Attempts++));
        if (missedChange)
            Delay(pod);
        else
        {
            pod.Place = QueuePlace.Unschedulable;
            _unschedulable.Add(pod);
        }
    }

    /// <summary>Something has happened that may let in pods with one of these obstacles; null for any.</summary>
    public void Wake(params ReadOnlySpan<Verdict> obstacles)
    {
        if (_unschedulable.Count == 0)
            return;
        var kept = 0;
        for (var i = 0; i < _unschedulable.Count; i++)
        {
            var pod = _unschedulable[i];
            if (pod.Place != QueuePlace.Unschedulable)
                continue;
            if (obstacles.Length == 0 || pod.Obstacles.Count == 0 || Has(pod, obstacles))
                Delay(pod);
            else
                _unschedulable[kept++] = pod;
        }

        _unschedulable.RemoveRange(kept, _unschedulable.Count - kept);
    }

    private static bool Has(QueuedPod pod, ReadOnlySpan<Verdict> obstacles)
    {
        foreach (var obstacle in obstacles)
        {
            if (pod.Obstacles.Contains(obstacle))
                return true;
        }

        return false;
    }

    private static bool IsGated(V1Pod pod) => pod.Spec.SchedulingGates is { Count: > 0 };

    private void Refresh(QueuedPod known, V1Pod pod)
    {
        // Status changes, our own condition among them, let nothing in.
        var changed = known.Pod.Metadata.Generation != pod.Metadata.Generation || !SameLabels(known.Pod, pod);
        known.Pod = pod;
        if (!changed && known.Place != QueuePlace.Gated)
            return;
        known.Class = null;
        if (known.Place == QueuePlace.Gated && !IsGated(pod))
            Activate(known);
        else if (known.Place == QueuePlace.Unschedulable)
            Delay(known);
    }

    private static bool SameLabels(V1Pod left, V1Pod right)
    {
        var a = left.Metadata.Labels ?? new Dictionary<string, string>();
        var b = right.Metadata.Labels ?? new Dictionary<string, string>();
        return a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var value) && value == pair.Value);
    }

    private void Delay(QueuedPod pod)
    {
        if (pod.NotBefore <= time.GetTimestamp())
        {
            Activate(pod);
            return;
        }

        pod.Place = QueuePlace.Backoff;
        _backoff.Enqueue(pod, pod.NotBefore);
        wake.Set();
    }

    private void Activate(QueuedPod pod)
    {
        pod.Place = QueuePlace.Active;
        pod.Since = time.GetTimestamp();
        _active.Enqueue(pod, (-pod.Priority, pod.Since));
        wake.Set();
    }

    private void MoveDue()
    {
        var now = time.GetTimestamp();
        while (_backoff.TryPeek(out var pod, out var at) && at <= now)
        {
            _backoff.Dequeue();
            if (pod.Place == QueuePlace.Backoff)
                Activate(pod);
        }

        // Whatever event may have been missed: nobody waits for ever.
        var stale = now - Ticks(LongestUnschedulable);
        if (_unschedulable.Count > 0 && _unschedulable[0].Since < stale)
            Wake();
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}

using k8s;
using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Primitives.Async;
using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Cycles;
using Tiphys.Scheduler.Filters;
using Tiphys.Scheduler.Pods;
using Tiphys.Scheduler.Preemption;
using Tiphys.Scheduler.Queues;
using Tiphys.Scheduler.Volumes;

namespace Tiphys.Scheduler;

/// <summary>Everything the scheduler knows, kept by informers: columns and queue, both behind one gate.</summary>
internal sealed class SchedulerWorld
{
    private readonly string _schedulerName;
    private readonly ClusterState _state = new();
    private readonly PodClassTable _classes;
    private readonly List<Func<CancellationToken, Task>> _syncs = [];

    public SchedulerWorld(SharedInformerFactory informers, TimeProvider time, AsyncPulse wake, string schedulerName)
    {
        _schedulerName = schedulerName;
        Queue = new(time, wake);
        var namespaces = Follow<V1Namespace>(informers, null).Cache;
        _classes = new(_state.Resources, name => namespaces.Get("", name)?.Metadata.Labels);
        Claims = Follow<V1PersistentVolumeClaim>(informers, _ => OnVolumes());
        var volumes = Follow<V1PersistentVolume>(informers, _ => OnVolumes());
        var storage = Follow<V1StorageClass>(informers, _ => OnVolumes());
        var budgets = Follow<V1PodDisruptionBudget>(informers, null);
        Cycle = new(_state, _classes, new(Claims.Cache, volumes.Cache, storage.Cache), new Preemptor(_state, new(budgets.Cache)));
        Follow<V1Node>(informers, OnNode);
        Follow<V1Pod>(informers, OnPod);
    }

    /// <summary>Guards <see cref="Queue"/> and <see cref="Cycle"/>.</summary>
    public Lock Gate { get; } = new();

    public SchedulingQueue Queue { get; }

    public SchedulingCycle Cycle { get; }

    public SharedInformer<V1PersistentVolumeClaim> Claims { get; }

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => Task.WhenAll(_syncs.Select(sync => sync(cancellationToken)));

    /// <summary>A binding failed: the room is free again.</summary>
    /// <param name="gone">The pod is not there any more.</param>
    public void Forget(CycleOutcome outcome, bool gone)
    {
        lock (Gate)
        {
            if (_state.Pod(outcome.Pod.Uid) is { } entry && ReferenceEquals(entry, outcome.Assumed))
                _state.RemovePod(outcome.Pod.Uid);
            if (gone)
                Queue.Remove(outcome.Pod.Uid);
            else
                Queue.PutBack(outcome.Pod, missedChange: true);
            Queue.Wake(Verdict.Resources, Verdict.Ports);
        }
    }

    private SharedInformer<T> Follow<T>(SharedInformerFactory informers, Action<InformerChange<T>>? subscriber)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var informer = informers.For<T>();
        _syncs.Add(informer.WaitForSyncAsync);
        if (subscriber is not null)
            informer.Subscribe(subscriber);
        return informer;
    }

    private void OnNode(InformerChange<V1Node> change)
    {
        lock (Gate)
        {
            if (change.IsDeletion)
                _state.RemoveNode(change.Current.Metadata.Name);
            else if (_state.PutNode(change.After))
                Queue.Wake();
        }
    }

    private void OnVolumes()
    {
        lock (Gate)
        {
            _state.Touch();
            Queue.Wake(Verdict.VolumeNoMatch, Verdict.VolumeNotFound, Verdict.VolumeNodeAffinity, Verdict.ClaimInUse);
        }
    }

    private void OnPod(InformerChange<V1Pod> change)
    {
        var pod = change.Current;
        lock (Gate)
        {
            if (change.IsDeletion || pod.Status?.Phase is "Succeeded" or "Failed")
                Leave(pod);
            else if (!string.IsNullOrEmpty(pod.Spec.NodeName))
                Settle(pod);
            else if (pod.Spec.SchedulerName == _schedulerName)
                Await(pod);
        }
    }

    private void Leave(V1Pod pod)
    {
        Queue.Remove(pod.Metadata.Uid);
        Cycle.Withdraw(pod.Metadata.Uid);
        if (_state.RemovePod(pod.Metadata.Uid) is not null)
        {
            Queue.Wake(
                Verdict.Resources, Verdict.Ports, Verdict.Spread, Verdict.PodAntiAffinity, Verdict.ExistingAntiAffinity, Verdict.ClaimInUse);
        }
    }

    private void Settle(V1Pod pod)
    {
        Queue.Remove(pod.Metadata.Uid);
        Cycle.Withdraw(pod.Metadata.Uid);
        var known = _state.Pod(pod.Metadata.Uid);
        var of = known is { Generation: { } generation } && generation == pod.Metadata.Generation && known.Class.HasLabels(pod.Metadata.Labels)
            ? known.Class
            : _classes.Of(pod);
        if (known is not null && !known.IsNominated && ReferenceEquals(known.Class, of) && known.IsDeleting == pod.IsDeleting()
            && _state.Node(known.Row)?.Name == pod.Spec.NodeName && known.Started == Started(pod))
            return;
        _state.PutPod(new()
        {
            Key = pod.Key(),
            Uid = pod.Metadata.Uid,
            Class = of,
            Row = _state.RowFor(pod.Spec.NodeName),
            Started = Started(pod),
            Generation = pod.Metadata.Generation,
            IsDeleting = pod.IsDeleting(),
            Claims = VolumeReader.ClaimsOf(pod),
        });
        Queue.Wake(Verdict.PodAffinity, Verdict.Spread);
    }

    private void Await(V1Pod pod)
    {
        if (pod.IsDeleting())
        {
            Queue.Remove(pod.Metadata.Uid);
            Cycle.Withdraw(pod.Metadata.Uid);
        }
        else
            Queue.Put(pod);
    }

    private static DateTime Started(V1Pod pod) => pod.Status?.StartTime ?? pod.Metadata.CreationTimestamp ?? default;
}

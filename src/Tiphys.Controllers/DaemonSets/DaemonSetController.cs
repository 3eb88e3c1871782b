using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Revisions;
using Tiphys.Controllers.Runtime;
using Tiphys.Primitives.Retries;

namespace Tiphys.Controllers.DaemonSets;

/// <summary>DaemonSets (apps/v1): one pod on each node that will have it.</summary>
internal sealed class DaemonSetController : KeyedController
{
    private static readonly BackoffPolicy FailedPods = new() { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(15) };
    private readonly ObjectCache<V1DaemonSet> _sets;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly ObjectCache<V1Node> _nodes;
    private readonly ObjectCache<V1ControllerRevision> _revisions;
    private readonly Expectations _expectations;
    private readonly EventRecorder _events;
    private readonly Claimer<V1DaemonSet, V1Pod> _claimer;
    private readonly PodWriter _writer;
    private readonly RevisionHistory _history;
    private readonly KeyedBackoff<string> _failures = new(FailedPods);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> _notBefore = new();

    public DaemonSetController(ControllerContext context)
        : base(context, "daemonset-controller", workers: 2)
    {
        _expectations = new(context.Time);
        _events = context.Recorder(Name);
        _sets = WatchOwn<V1DaemonSet>();
        _revisions = Follow<V1ControllerRevision>();
        _revisions.AddControllerIndex();
        _nodes = Watch<V1Node>(OnNode);
        _pods = Watch<V1Pod>(OnPod);
        _pods.AddControllerIndex();
        _claimer = new(Client, _pods);
        _writer = new(Client, _events, _expectations);
        _history = new(Client);
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_sets.Get(key) is not { } set)
        {
            _expectations.Forget(key);
            return ReconcileResult.Done;
        }

        var selector = LabelMatcher.Of(set.Spec.Selector);
        if (selector.MatchesEverything || set.IsDeleting())
            return ReconcileResult.Done;
        var owner = OwnerIdentity.Of(set);
        var revisions = _revisions.OwnedBy(owner.Uid).ToList();
        var (current, collisions) = await _history
            .SyncAsync(set, set.Spec.Template, set.Status?.CollisionCount, revisions, cancellationToken).ConfigureAwait(false);
        var hash = RevisionHistory.HashOf(current);
        var mayAct = _expectations.Satisfied(key);
        var pods = await _claimer.ClaimAsync(set, selector, cancellationToken).ConfigureAwait(false);
        if (mayAct)
            await ActAsync(set, owner, pods, hash, cancellationToken).ConfigureAwait(false);
        await WriteStatusAsync(set, pods, hash, collisions, cancellationToken).ConfigureAwait(false);
        var inUse = pods.Select(pod => $"{set.Metadata.Name}-{pod.Label(RevisionHistory.HashLabel)}").Append(current.Metadata.Name).ToHashSet();
        await _history.TrimAsync(revisions, inUse, set.Spec.RevisionHistoryLimit ?? 10, cancellationToken).ConfigureAwait(false);
        var wait = pods.Min(pod => pod.UntilAvailable(set.Spec.MinReadySeconds ?? 0, Now));
        return wait is { } left ? ReconcileResult.Later(left) : ReconcileResult.Done;
    }

    private async Task ActAsync(V1DaemonSet set, OwnerIdentity owner, List<V1Pod> pods, string hash, CancellationToken cancellationToken)
    {
        var plan = DaemonPlan.Decide(set, _nodes.List(), pods, hash, Now);
        var failed = plan.Failed.Where(pod => MayReplace(set, pod)).ToArray();
        foreach (var pod in failed.Where(pod => pod.Status?.Phase == "Failed"))
            _events.Warning(set.Reference(), "FailedDaemonPod", $"Found failed daemon pod {pod.Key()} on node {pod.Spec.NodeName}, will try to kill it");
        foreach (var pod in failed.Where(pod => pod.Status?.Phase == "Succeeded"))
            _events.Normal(set.Reference(), "SucceededDaemonPod", $"Found succeeded daemon pod {pod.Key()} on node {pod.Spec.NodeName}, will try to delete it");
        var made = plan.CreateOn.Select(node => DaemonPods.Make(owner, set.Spec.Template, node, hash, set.Metadata.Generation ?? 0)).ToArray();
        var error = await _writer.CreateAsync(owner, set.Reference(), made, cancellationToken).ConfigureAwait(false);
        error = await _writer.DeleteAsync(owner, set.Reference(), [.. plan.Delete, .. failed], cancellationToken).ConfigureAwait(false) ?? error;
        if (error is not null)
            throw error;
    }

    /// <summary>Failed pods are replaced at a growing distance, or a pod that cannot run would be made and deleted without end.</summary>
    private bool MayReplace(V1DaemonSet set, V1Pod pod)
    {
        var slot = $"{set.Metadata.Uid}/{set.Metadata.Generation}/{pod.Spec.NodeName}";
        var now = Context.Time.GetTimestamp();
        if (_notBefore.TryGetValue(slot, out var at) && at > now)
        {
            Queue.AddAfter(set.Key(), Context.Time.GetElapsedTime(now, at));
            return false;
        }

        var wait = _failures.Next(slot);
        _notBefore[slot] = now + (long)(wait.TotalSeconds * Context.Time.TimestampFrequency);
        return true;
    }

    private async Task WriteStatusAsync(V1DaemonSet set, List<V1Pod> pods, string hash, int? collisions, CancellationToken cancellationToken)
    {
        var status = DaemonStatus.Count(set, _nodes.List(), pods, hash, collisions, Now);
        if (!KubeJson.Write(status).AsSpan().SequenceEqual(KubeJson.Write(set.Status ?? new())))
            await Client.For<V1DaemonSet>().UpdateStatusAsync(set with { Status = status }, cancellationToken).ConfigureAwait(false);
    }

    private void OnNode(InformerChange<V1Node> change)
    {
        foreach (var set in _sets.List())
        {
            var before = change.Before is null ? default : DaemonPods.Judge(set.Spec.Template, change.Before);
            var after = change.After is null ? default : DaemonPods.Judge(set.Spec.Template, change.After);
            if (before != after)
                Queue.Add(set.Key());
        }
    }

    private void OnPod(InformerChange<V1Pod> change)
    {
        var pod = change.Current;
        if (pod.ControllerOf() is { } controller)
        {
            var key = new ObjectKey(pod.Metadata.NamespaceProperty, controller.Name);
            if (controller.Kind != "DaemonSet" || _sets.Get(key)?.Metadata.Uid != controller.Uid)
                return;
            _expectations.Seen(key, change);
            Queue.Add(key);
        }
        else if (!change.IsDeletion)
        {
            foreach (var set in _sets.List(pod.Metadata.NamespaceProperty).Where(set => LabelMatcher.Of(set.Spec.Selector).Matches(pod.Metadata.Labels)))
                Queue.Add(set.Key());
        }
    }
}

using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Revisions;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.StatefulSets;

/// <summary>StatefulSets (apps/v1): pods with names and claims that last.</summary>
internal sealed class StatefulSetController : KeyedController
{
    private readonly ObjectCache<V1StatefulSet> _sets;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly ObjectCache<V1ControllerRevision> _revisions;
    private readonly EventRecorder _events;
    private readonly Claimer<V1StatefulSet, V1Pod> _claimer;
    private readonly RevisionHistory _history;
    private readonly StatefulClaims _claims;

    public StatefulSetController(ControllerContext context)
        : base(context, "statefulset-controller", workers: 4)
    {
        _events = context.Recorder(Name);
        _sets = WatchOwn<V1StatefulSet>();
        _revisions = Follow<V1ControllerRevision>();
        _revisions.AddControllerIndex();
        _pods = Watch<V1Pod>(OnPod);
        _pods.AddControllerIndex();
        _claims = new(Client, Follow<V1PersistentVolumeClaim>(), _events);
        _claimer = new(Client, _pods);
        _history = new(Client);
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_sets.Get(key) is not { } set)
            return ReconcileResult.Done;
        var owner = OwnerIdentity.Of(set);
        var pods = await _claimer.ClaimAsync(set, LabelMatcher.Of(set.Spec.Selector), cancellationToken).ConfigureAwait(false);
        pods.RemoveAll(pod => StatefulPods.OrdinalOf(set, pod) < 0);
        var revisions = _revisions.OwnedBy(owner.Uid).ToList();
        var (update, collisions) = await _history
            .SyncAsync(set, set.Spec.Template, set.Status?.CollisionCount, revisions, cancellationToken).ConfigureAwait(false);
        var current = revisions.FirstOrDefault(revision => revision.Metadata.Name == set.Status?.CurrentRevision) ?? update;

        await _claims.ApplyRetentionAsync(set, pods, cancellationToken).ConfigureAwait(false);
        var plan = StatefulPlan.Decide(
            set, pods, current.Metadata.Name, update.Metadata.Name, set.Status?.CurrentReplicas ?? 0, Now);
        var acted = await ApplyAsync(set, plan, current, update, cancellationToken).ConfigureAwait(false);
        await WriteStatusAsync(set, acted(pods), current, update, collisions, cancellationToken).ConfigureAwait(false);
        var inUse = pods.Select(pod => pod.Label(RevisionHistory.HashLabel) ?? "")
            .Append(current.Metadata.Name).Append(update.Metadata.Name).ToHashSet();
        await _history.TrimAsync(revisions, inUse, set.Spec.RevisionHistoryLimit ?? 10, cancellationToken).ConfigureAwait(false);
        var wait = pods.Min(pod => pod.UntilAvailable(set.Spec.MinReadySeconds ?? 0, Now));
        return wait is { } left ? ReconcileResult.Later(left) : ReconcileResult.Done;
    }

    /// <returns>What the pods are after the steps.</returns>
    private async Task<Func<List<V1Pod>, List<V1Pod>>> ApplyAsync(
        V1StatefulSet set, StatefulPlan plan, V1ControllerRevision current, V1ControllerRevision update, CancellationToken cancellationToken)
    {
        var created = new List<V1Pod>();
        foreach (var pod in plan.Keep)
            await MendAsync(set, pod, cancellationToken).ConfigureAwait(false);
        foreach (var (ordinal, isNew) in plan.Create)
        {
            var revision = isNew ? update : current;
            var template = isNew ? set.Spec.Template : RevisionHistory.TemplateOf(current);
            await _claims.EnsureAsync(set, ordinal, cancellationToken).ConfigureAwait(false);
            if (await TryCreateAsync(set, StatefulPods.Make(set, template, ordinal, revision.Metadata.Name), cancellationToken).ConfigureAwait(false) is { } pod)
                created.Add(pod);
        }

        foreach (var pod in plan.Delete)
            await DeleteAsync(set, pod, cancellationToken).ConfigureAwait(false);
        return pods => [.. pods, .. created];
    }

    private async Task MendAsync(V1StatefulSet set, V1Pod pod, CancellationToken cancellationToken)
    {
        var ordinal = StatefulPods.OrdinalOf(set, pod);
        await _claims.EnsureAsync(set, ordinal, cancellationToken).ConfigureAwait(false);
        if (StatefulPods.Mended(set, pod, ordinal) is { } mended)
            await Client.For<V1Pod>().UpdateAsync(mended, cancellationToken).ConfigureAwait(false);
    }

    private async Task<V1Pod?> TryCreateAsync(V1StatefulSet set, V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            var made = await Client.For<V1Pod>().CreateAsync(pod, cancellationToken).ConfigureAwait(false);
            _events.Normal(set.Reference(), "SuccessfulCreate", $"create Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} successful");
            return made;
        }
        catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists)
        {
            // Ours but not in the cache yet, or another's: never two of one name, so wait for the change that clears it up.
            return null;
        }
        catch (ApiException e) when (e.Causes.All(cause => cause.Reason != "NamespaceTerminating"))
        {
            _events.Warning(set.Reference(), "FailedCreate", $"create Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} failed error: {e.Message}");
            throw;
        }
    }

    private async Task DeleteAsync(V1StatefulSet set, V1Pod pod, CancellationToken cancellationToken)
    {
        if (pod.IsEnded())
            _events.Warning(set.Reference(), "RecreatingTerminatedPod", $"StatefulSet {set.Key()} is recreating terminated Pod {pod.Metadata.Name}");
        var sameOnly = DeleteQuery.Default with { Uid = pod.Metadata.Uid };
        if (await Client.For<V1Pod>().TryDeleteAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, cancellationToken, sameOnly).ConfigureAwait(false))
            _events.Normal(set.Reference(), "SuccessfulDelete", $"delete Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} successful");
    }

    private async Task WriteStatusAsync(
        V1StatefulSet set, List<V1Pod> pods, V1ControllerRevision current, V1ControllerRevision update, int? collisions, CancellationToken cancellationToken)
    {
        var status = StatefulStatus.Count(set, pods, current, update, collisions, Now);
        if (!KubeJson.Write(status).AsSpan().SequenceEqual(KubeJson.Write(set.Status ?? new())))
            await Client.For<V1StatefulSet>().UpdateStatusAsync(set with { Status = status }, cancellationToken).ConfigureAwait(false);
    }

    private void OnPod(InformerChange<V1Pod> change)
    {
        var pod = change.Current;
        if (change.Before?.ControllerOf() is { Kind: "StatefulSet" } former)
            Queue.Add(new(pod.Metadata.NamespaceProperty, former.Name));
        if (pod.ControllerOf() is { } controller)
        {
            if (controller.Kind == "StatefulSet")
                Queue.Add(new(pod.Metadata.NamespaceProperty, controller.Name));
        }
        else if (!change.IsDeletion)
        {
            foreach (var set in _sets.List(pod.Metadata.NamespaceProperty).Where(set => LabelMatcher.Of(set.Spec.Selector).Matches(pod.Metadata.Labels)))
                Queue.Add(set.Key());
        }
    }
}

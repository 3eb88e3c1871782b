using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Events;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Revisions;

namespace Tiphys.Controllers.Deployments;

/// <summary>One pass over one deployment: carries out what the plans decide, in upstream's order.</summary>
/// <remarks>
/// 1 paused or resized: share the replicas out · 2 Recreate: old to zero, then the new · 3 RollingUpdate: grow the new, shrink the old ·
/// 4 remove surplus history · 5 status. A pass takes one step; the status change it causes brings the next.
/// </remarks>
internal sealed class DeploymentRollout(KubeClient client, EventRecorder events, V1Deployment deployment, List<V1ReplicaSet> all, DateTime now)
{
    private readonly V1DeploymentStatus? _statusBefore = deployment.Status;
    private V1Deployment _deployment = deployment;
    private V1ReplicaSet? _current = DeploymentHistory.FindNew(deployment, all);

    private IEnumerable<V1ReplicaSet> Old => all.Where(set => set.Metadata.Uid != _current?.Metadata.Uid);

    /// <returns>The status as it was left.</returns>
    public async Task<V1DeploymentStatus> RunAsync(
        Func<V1ReplicaSet?, IEnumerable<V1ReplicaSet>, bool> hasRunningOldPods, CancellationToken cancellationToken)
    {
        if (_deployment.IsDeleting())
            return await WriteStatusAsync(judge: false, cancellationToken).ConfigureAwait(false);
        NotePause();
        if (_deployment.Spec.Paused == true || ScalingPlan.IsDue(_deployment, all))
        {
            await SyncRevisionAsync(mayCreate: false, cancellationToken).ConfigureAwait(false);
            await ScaleAsync(ScalingPlan.Decide(_deployment, _current, [.. Old]), cancellationToken).ConfigureAwait(false);
            if (_deployment.Spec.Paused == true)
                await CleanUpAsync(cancellationToken).ConfigureAwait(false);
            return await WriteStatusAsync(judge: false, cancellationToken).ConfigureAwait(false);
        }

        if (_deployment.Spec.Strategy?.Type == "Recreate")
            await RecreateAsync(hasRunningOldPods, cancellationToken).ConfigureAwait(false);
        else
            await RollAsync(cancellationToken).ConfigureAwait(false);
        return await WriteStatusAsync(judge: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task RollAsync(CancellationToken cancellationToken)
    {
        await SyncRevisionAsync(mayCreate: true, cancellationToken).ConfigureAwait(false);
        var size = RollingPlan.NewReplicas(_deployment, all, _current!.Spec.Replicas ?? 1);
        if (await ScaleAsync([new(_current, size)], cancellationToken).ConfigureAwait(false))
            return;
        if (await ScaleAsync(RollingPlan.ShrinkOld(_deployment, [.. Old], _current), cancellationToken).ConfigureAwait(false))
            return;
        if (DeploymentProgress.IsComplete(_deployment, _deployment.Status))
            await CleanUpAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RecreateAsync(Func<V1ReplicaSet?, IEnumerable<V1ReplicaSet>, bool> hasRunningOldPods, CancellationToken cancellationToken)
    {
        await SyncRevisionAsync(mayCreate: false, cancellationToken).ConfigureAwait(false);
        var shrink = Old.Where(set => set.Spec.Replicas > 0).Select(set => new ReplicaSetScale(set, 0)).ToArray();
        if (await ScaleAsync(shrink, cancellationToken).ConfigureAwait(false) || hasRunningOldPods(_current, all))
            return;
        await SyncRevisionAsync(mayCreate: true, cancellationToken).ConfigureAwait(false);
        if (await ScaleAsync([new(_current!, _deployment.Spec.Replicas ?? 1)], cancellationToken).ConfigureAwait(false))
            return;
        if (DeploymentProgress.IsComplete(_deployment, _deployment.Status))
            await CleanUpAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the present ReplicaSet exist (if allowed) and carry the right revision, and the deployment show it.</summary>
    private async Task SyncRevisionAsync(bool mayCreate, CancellationToken cancellationToken)
    {
        var revision = Old.Select(DeploymentHistory.RevisionOf).DefaultIfEmpty().Max() + 1;
        if (_current is not null)
            await SyncCurrentAsync(_current, revision, cancellationToken).ConfigureAwait(false);
        else if (mayCreate)
            await CreateAsync(revision, cancellationToken).ConfigureAwait(false);
        if (_current is not null)
            await ShowRevisionAsync(_current, cancellationToken).ConfigureAwait(false);
    }

    private async Task SyncCurrentAsync(V1ReplicaSet current, long revision, CancellationToken cancellationToken)
    {
        var annotations = DeploymentHistory.Annotations(_deployment, current, revision);
        var minReady = _deployment.Spec.MinReadySeconds ?? 0;
        if ((current.Spec.MinReadySeconds ?? 0) != minReady || !SameMap(annotations, current.Metadata.Annotations))
        {
            await UpdateAsync(current with
            {
                Metadata = current.Metadata with { Annotations = annotations },
                Spec = current.Spec with { MinReadySeconds = minReady },
            }, cancellationToken).ConfigureAwait(false);
        }

        if (DeploymentProgress.HasDeadline(_deployment) && _deployment.Status?.Conditions.Find(DeploymentNames.Progressing) is null)
            Note("True", DeploymentNames.FoundNewReplicaSet, $"Found new replica set \"{current.Metadata.Name}\"");
    }

    private async Task CreateAsync(long revision, CancellationToken cancellationToken)
    {
        var made = Make(revision);
        try
        {
            _current = await client.For<V1ReplicaSet>().CreateAsync(made, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists)
        {
            var present = await client.For<V1ReplicaSet>()
                .GetAsync(made.Metadata.NamespaceProperty, made.Metadata.Name, cancellationToken).ConfigureAwait(false);
            if (present.ControllerOf()?.Uid != _deployment.Metadata.Uid || !TemplateHash.SameTemplate(present.Spec.Template, _deployment.Spec.Template))
            {
                await CountCollisionAsync(cancellationToken).ConfigureAwait(false);
                throw;
            }

            _current = present;
        }
        catch (ApiException e) when (e.Causes.All(cause => cause.Reason != "NamespaceTerminating"))
        {
            var message = $"Failed to create new replica set \"{made.Metadata.Name}\": {e.Message}";
            events.Warning(_deployment.Reference(), DeploymentNames.ReplicaSetCreateError, message);
            Note("False", DeploymentNames.ReplicaSetCreateError, message);
            await WriteStatusAsync(judge: false, cancellationToken).ConfigureAwait(false);
            throw;
        }

        all.Add(_current);
        var size = _current.Spec.Replicas ?? 1;
        if (size > 0)
            events.Normal(_deployment.Reference(), "ScalingReplicaSet", $"Scaled up replica set {_current.Metadata.Name} from 0 to {size}");
        if (DeploymentProgress.HasDeadline(_deployment))
            Note("True", DeploymentNames.NewReplicaSetCreated, $"Created new replica set \"{_current.Metadata.Name}\"");
    }

    private V1ReplicaSet Make(long revision)
    {
        var template = KubeJson.Clone(_deployment.Spec.Template);
        var hash = TemplateHash.Of(template, _deployment.Status?.CollisionCount);
        template.Metadata ??= new();
        var labels = new Dictionary<string, string>(template.Metadata.Labels ?? new Dictionary<string, string>()) { [TemplateHash.PodTemplateLabel] = hash };
        template.Metadata.Labels = labels;
        var selector = KubeJson.Clone(_deployment.Spec.Selector);
        selector.MatchLabels = new Dictionary<string, string>(selector.MatchLabels ?? new Dictionary<string, string>())
        {
            [TemplateHash.PodTemplateLabel] = hash,
        };
        return new()
        {
            Metadata = new()
            {
                Name = $"{_deployment.Metadata.Name}-{hash}",
                NamespaceProperty = _deployment.Metadata.NamespaceProperty,
                Labels = labels,
                Annotations = DeploymentHistory.Annotations(_deployment, null, revision),
                OwnerReferences = [OwnerIdentity.Of(_deployment).ToReference()],
            },
            Spec = new()
            {
                Replicas = RollingPlan.NewReplicas(_deployment, all, 0),
                MinReadySeconds = _deployment.Spec.MinReadySeconds,
                Selector = selector,
                Template = template,
            },
        };
    }

    private async Task CountCollisionAsync(CancellationToken cancellationToken)
    {
        var status = (_deployment.Status ?? new()) with { CollisionCount = (_deployment.Status?.CollisionCount ?? 0) + 1 };
        await client.For<V1Deployment>().UpdateStatusAsync(_deployment with { Status = status }, cancellationToken).ConfigureAwait(false);
    }

    private async Task ShowRevisionAsync(V1ReplicaSet current, CancellationToken cancellationToken)
    {
        var revision = current.Annotation(DeploymentNames.Revision);
        if (revision is null || _deployment.Annotation(DeploymentNames.Revision) == revision)
            return;
        var annotations = new Dictionary<string, string>(_deployment.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            [DeploymentNames.Revision] = revision,
        };
        var status = _deployment.Status;
        var changed = _deployment with { Metadata = _deployment.Metadata with { Annotations = annotations } };
        _deployment = await client.For<V1Deployment>().UpdateAsync(changed, cancellationToken).ConfigureAwait(false) with { Status = status };
    }

    /// <returns>True if any ReplicaSet changed its size.</returns>
    private async Task<bool> ScaleAsync(IReadOnlyList<ReplicaSetScale> plan, CancellationToken cancellationToken)
    {
        var scaled = false;
        foreach (var (set, replicas) in plan)
        {
            var annotations = new Dictionary<string, string>(set.Metadata.Annotations ?? new Dictionary<string, string>());
            var before = set.Spec.Replicas ?? 1;
            if (!DeploymentHistory.SetSizes(annotations, _deployment) && before == replicas)
                continue;
            await UpdateAsync(set with
            {
                Metadata = set.Metadata with { Annotations = annotations },
                Spec = set.Spec with { Replicas = replicas },
            }, cancellationToken).ConfigureAwait(false);
            if (before == replicas)
                continue;
            scaled = true;
            var direction = replicas > before ? "up" : "down";
            events.Normal(
                _deployment.Reference(), "ScalingReplicaSet", $"Scaled {direction} replica set {set.Metadata.Name} from {before} to {replicas}");
        }

        return scaled;
    }

    private async Task UpdateAsync(V1ReplicaSet changed, CancellationToken cancellationToken)
    {
        var updated = await client.For<V1ReplicaSet>().UpdateAsync(changed, cancellationToken).ConfigureAwait(false);
        var at = all.FindIndex(set => set.Metadata.Uid == updated.Metadata.Uid);
        all[at] = updated;
        if (_current?.Metadata.Uid == updated.Metadata.Uid)
            _current = updated;
    }

    private async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        foreach (var set in DeploymentHistory.Surplus(_deployment, Old).ToArray())
        {
            var sameOnly = DeleteQuery.Background with { Uid = set.Metadata.Uid };
            await client.For<V1ReplicaSet>()
                .TryDeleteAsync(set.Metadata.NamespaceProperty, set.Metadata.Name, cancellationToken, sameOnly).ConfigureAwait(false);
        }
    }

    private void NotePause()
    {
        if (!DeploymentProgress.HasDeadline(_deployment))
            return;
        var present = _deployment.Status?.Conditions.Find(DeploymentNames.Progressing);
        if (present?.Reason == DeploymentNames.ProgressDeadlineExceeded)
            return;
        var wasPaused = present?.Reason == DeploymentNames.DeploymentPaused;
        if (_deployment.Spec.Paused == true && !wasPaused)
            Note("Unknown", DeploymentNames.DeploymentPaused, "Deployment is paused");
        else if (_deployment.Spec.Paused != true && wasPaused)
            Note("Unknown", DeploymentNames.DeploymentResumed, "Deployment is resumed");
    }

    /// <summary>Sets Progressing in the status at hand; it is written with the rest at the end of the pass.</summary>
    private void Note(string status, string reason, string message)
    {
        var conditions = (_deployment.Status?.Conditions ?? []).ToList();
        conditions.Put(DeploymentNames.Progressing, status, reason, message, now);
        _deployment = _deployment with { Status = (_deployment.Status ?? new()) with { Conditions = conditions } };
    }

    private async Task<V1DeploymentStatus> WriteStatusAsync(bool judge, CancellationToken cancellationToken)
    {
        var status = DeploymentProgress.Count(_deployment, _current, all, now);
        if (judge)
            status = DeploymentProgress.Judge(_deployment, status, _current, all, now);
        if (!KubeJson.Write(status).AsSpan().SequenceEqual(KubeJson.Write(_statusBefore ?? new())))
            await client.For<V1Deployment>().UpdateStatusAsync(_deployment with { Status = status }, cancellationToken).ConfigureAwait(false);
        return status;
    }

    private static bool SameMap(Dictionary<string, string> left, IDictionary<string, string>? right) =>
        left.Count == (right?.Count ?? 0) && left.All(pair => right!.TryGetValue(pair.Key, out var value) && value == pair.Value);
}

using k8s.Models;

namespace Tiphys.Controllers.Deployments;

/// <summary>Computes a deployment's status from its ReplicaSets, and how its rollout stands.</summary>
internal static class DeploymentProgress
{
    private const int NoDeadline = int.MaxValue;

    public static bool HasDeadline(V1Deployment deployment) => deployment.Spec.ProgressDeadlineSeconds is { } seconds and not NoDeadline && seconds > 0;

    /// <summary>Counts and the Available condition; other conditions as they are.</summary>
    public static V1DeploymentStatus Count(V1Deployment deployment, V1ReplicaSet? current, IReadOnlyCollection<V1ReplicaSet> all, DateTime now)
    {
        var wished = deployment.Spec.Replicas ?? 1;
        var available = all.Sum(set => set.Status?.AvailableReplicas ?? 0);
        var conditions = (deployment.Status?.Conditions ?? []).ToList();
        if (available >= wished - RolloutBounds.Of(deployment).MaxUnavailable)
        {
            conditions.Put(
                DeploymentNames.Available, "True", DeploymentNames.MinimumReplicasAvailable, "Deployment has minimum availability.", now);
        }
        else
        {
            conditions.Put(
                DeploymentNames.Available, "False", DeploymentNames.MinimumReplicasUnavailable, "Deployment does not have minimum availability.", now);
        }

        return new()
        {
            ObservedGeneration = deployment.Metadata.Generation,
            Replicas = NullIfZero(all.Sum(set => set.Status?.Replicas ?? 0)),
            UpdatedReplicas = NullIfZero(current?.Status?.Replicas ?? 0),
            ReadyReplicas = NullIfZero(all.Sum(set => set.Status?.ReadyReplicas ?? 0)),
            AvailableReplicas = NullIfZero(available),
            UnavailableReplicas = NullIfZero(Math.Max(0, all.Sum(set => set.Spec.Replicas ?? 1) - available)),
            TerminatingReplicas = NullIfZero(all.Sum(set => set.Status?.TerminatingReplicas ?? 0)),
            CollisionCount = deployment.Status?.CollisionCount,
            Conditions = conditions,
        };
    }

    /// <summary>The status with what the rollout's course adds: Progressing and ReplicaFailure.</summary>
    public static V1DeploymentStatus Judge(
        V1Deployment deployment, V1DeploymentStatus status, V1ReplicaSet? current, IReadOnlyCollection<V1ReplicaSet> all, DateTime now)
    {
        var conditions = status.Conditions.ToList();
        if (!HasDeadline(deployment))
            conditions.RemoveAll(condition => condition.Type == DeploymentNames.Progressing);
        else if (!WasComplete(status, conditions))
            Advance(deployment, status, current, conditions, now);
        var failure = all.SelectMany(set => set.Status?.Conditions ?? [])
            .FirstOrDefault(condition => condition.Type == DeploymentNames.ReplicaFailure && condition.Status == "True");
        if (failure is not null)
            conditions.Put(DeploymentNames.ReplicaFailure, "True", failure.Reason, failure.Message, now);
        else
            conditions.RemoveAll(condition => condition.Type == DeploymentNames.ReplicaFailure);
        return status with { Conditions = conditions };
    }

    public static bool IsComplete(V1Deployment deployment, V1DeploymentStatus? status)
    {
        var wished = deployment.Spec.Replicas ?? 1;
        return (status?.UpdatedReplicas ?? 0) == wished
            && (status?.Replicas ?? 0) == wished
            && (status?.AvailableReplicas ?? 0) == wished
            && (status?.ObservedGeneration ?? 0) >= (deployment.Metadata.Generation ?? 0);
    }

    /// <summary>When to look again whether the deadline has passed; null if nothing waits for it.</summary>
    public static TimeSpan? UntilDeadline(V1Deployment deployment, V1DeploymentStatus status, DateTime now)
    {
        var condition = status.Conditions.Find(DeploymentNames.Progressing);
        if (!HasDeadline(deployment) || condition?.LastUpdateTime is not { } since || IsComplete(deployment, status)
            || condition.Reason is DeploymentNames.ProgressDeadlineExceeded or DeploymentNames.NewReplicaSetAvailable)
            return null;
        var left = since.AddSeconds(deployment.Spec.ProgressDeadlineSeconds!.Value) - now;

        // One second more: times in the object are whole seconds.
        return (left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromSeconds(1);
    }

    private static bool WasComplete(V1DeploymentStatus status, List<V1DeploymentCondition> conditions) =>
        (status.Replicas ?? 0) == (status.UpdatedReplicas ?? 0)
        && conditions.Find(DeploymentNames.Progressing)?.Reason == DeploymentNames.NewReplicaSetAvailable;

    private static void Advance(
        V1Deployment deployment, V1DeploymentStatus status, V1ReplicaSet? current, List<V1DeploymentCondition> conditions, DateTime now)
    {
        var subject = current is null ? $"Deployment \"{deployment.Metadata.Name}\"" : $"ReplicaSet \"{current.Metadata.Name}\"";
        if (IsComplete(deployment, status))
        {
            conditions.Put(
                DeploymentNames.Progressing, "True", DeploymentNames.NewReplicaSetAvailable, $"{subject} has successfully progressed.", now);
        }
        else if (Moved(deployment.Status, status))
            conditions.Renew(DeploymentNames.Progressing, "True", DeploymentNames.ReplicaSetUpdated, $"{subject} is progressing.", now);
        else if (TimedOut(deployment, conditions.Find(DeploymentNames.Progressing), now))
        {
            conditions.Put(
                DeploymentNames.Progressing, "False", DeploymentNames.ProgressDeadlineExceeded, $"{subject} has timed out progressing.", now);
        }
    }

    private static bool Moved(V1DeploymentStatus? before, V1DeploymentStatus after)
    {
        var oldBefore = (before?.Replicas ?? 0) - (before?.UpdatedReplicas ?? 0);
        var oldAfter = (after.Replicas ?? 0) - (after.UpdatedReplicas ?? 0);
        return (after.UpdatedReplicas ?? 0) > (before?.UpdatedReplicas ?? 0)
            || oldAfter < oldBefore
            || (after.ReadyReplicas ?? 0) > (before?.ReadyReplicas ?? 0)
            || (after.AvailableReplicas ?? 0) > (before?.AvailableReplicas ?? 0);
    }

    private static bool TimedOut(V1Deployment deployment, V1DeploymentCondition? progressing, DateTime now) => progressing switch
    {
        null or { Reason: DeploymentNames.NewReplicaSetAvailable } => false,
        { Reason: DeploymentNames.ProgressDeadlineExceeded } => true,
        { LastUpdateTime: { } since } => since.AddSeconds(deployment.Spec.ProgressDeadlineSeconds!.Value) < now,
        _ => false,
    };

    private static int? NullIfZero(int number) => number == 0 ? null : number;
}

using System.Globalization;
using k8s.Models;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.Deployments;

/// <summary>Decides how a change of <c>spec.replicas</c> is shared out when no rollout step is due: paused, or scaled in mid-rollout.</summary>
internal static class ScalingPlan
{
    /// <summary>True if some ReplicaSet with pods was sized for another wished number than the present one.</summary>
    public static bool IsDue(V1Deployment deployment, IEnumerable<V1ReplicaSet> all) =>
        all.Any(set => set.Spec.Replicas > 0
            && AnnotatedNumber(set, DeploymentNames.DesiredReplicas) is { } sizedFor
            && sizedFor != (deployment.Spec.Replicas ?? 1));

    public static IReadOnlyList<ReplicaSetScale> Decide(V1Deployment deployment, V1ReplicaSet? current, IReadOnlyList<V1ReplicaSet> old)
    {
        var wished = deployment.Spec.Replicas ?? 1;
        V1ReplicaSet[] all = current is null ? [.. old] : [.. old, current];
        var active = all.Where(set => set.Spec.Replicas > 0).ToArray();
        if (active.Length <= 1)
        {
            var only = active.FirstOrDefault() ?? current ?? old.MaxBy(set => set.Metadata.CreationTimestamp);
            return only is null || (only.Spec.Replicas ?? 1) == wished ? [] : [new(only, wished)];
        }

        if (current is not null && IsSaturated(deployment, current))
            return [.. old.Where(set => set.Spec.Replicas > 0).Select(set => new ReplicaSetScale(set, 0))];
        return deployment.Spec.Strategy?.Type == "Recreate" ? [] : Proportional(deployment, active);
    }

    private static bool IsSaturated(V1Deployment deployment, V1ReplicaSet set)
    {
        var wished = deployment.Spec.Replicas ?? 1;
        return set.Spec.Replicas == wished
            && AnnotatedNumber(set, DeploymentNames.DesiredReplicas) == wished
            && set.Status?.AvailableReplicas == wished;
    }

    private static List<ReplicaSetScale> Proportional(V1Deployment deployment, V1ReplicaSet[] active)
    {
        var wished = deployment.Spec.Replicas ?? 1;
        var allowed = wished > 0 ? wished + RolloutBounds.Of(deployment).MaxSurge : 0;
        var toAdd = allowed - active.Sum(set => set.Spec.Replicas ?? 1);
        var bySize = active.OrderByDescending(set => set.Spec.Replicas);

        // Growth goes to the newer of two equals, shrinking to the older.
        V1ReplicaSet[] order = toAdd > 0
            ? [.. bySize.ThenByDescending(set => set.Metadata.CreationTimestamp)]
            : [.. bySize.ThenBy(set => set.Metadata.CreationTimestamp)];
        var sizes = new int[order.Length];
        var added = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var share = toAdd == 0 ? 0 : Share(deployment, order[i], toAdd - added);
            sizes[i] = order[i].Spec.Replicas!.Value + share;
            added += share;
        }

        sizes[0] = Math.Max(0, sizes[0] + toAdd - added);
        return [.. order.Select((set, i) => new ReplicaSetScale(set, sizes[i]))];
    }

    private static int Share(V1Deployment deployment, V1ReplicaSet set, int left)
    {
        var size = set.Spec.Replicas ?? 1;
        var wished = deployment.Spec.Replicas ?? 1;
        if (left == 0)
            return 0;
        if (wished == 0)
            return Math.Max(-size, left);
        var most = wished + RolloutBounds.Of(deployment).MaxSurge;
        var before = AnnotatedNumber(set, DeploymentNames.MaxReplicas) ?? deployment.Status?.Replicas ?? 0;
        if (before == 0)
            return 0;
        var share = (int)Math.Round((double)size * most / before, MidpointRounding.AwayFromZero) - size;
        return left > 0 ? Math.Min(share, left) : Math.Max(share, left);
    }

    private static int? AnnotatedNumber(V1ReplicaSet set, string annotation) =>
        int.TryParse(set.Annotation(annotation), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}

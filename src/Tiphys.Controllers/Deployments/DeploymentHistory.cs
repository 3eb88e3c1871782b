using System.Globalization;
using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Revisions;

namespace Tiphys.Controllers.Deployments;

/// <summary>Which ReplicaSet is the present revision, which are past ones, and what their annotations must say.</summary>
internal static class DeploymentHistory
{
    private static readonly HashSet<string> NotCopied =
    [
        "kubectl.kubernetes.io/last-applied-configuration",
        DeploymentNames.Revision,
        DeploymentNames.RevisionHistory,
        DeploymentNames.DesiredReplicas,
        DeploymentNames.MaxReplicas,
        "deprecated.deployment.rollback.to",
    ];

    /// <summary>The ReplicaSet whose template is the deployment's; of several the oldest.</summary>
    public static V1ReplicaSet? FindNew(V1Deployment deployment, IEnumerable<V1ReplicaSet> all) =>
        all.OrderBy(set => set.Metadata.CreationTimestamp).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault(set => TemplateHash.SameTemplate(set.Spec.Template, deployment.Spec.Template));

    public static long RevisionOf(V1ReplicaSet set) =>
        long.TryParse(set.Annotation(DeploymentNames.Revision), NumberStyles.Integer, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    /// <summary>The annotations the present ReplicaSet must carry.</summary>
    /// <param name="present">What it carries; null if it is yet to be made.</param>
    /// <param name="revision">One more than the highest of the others.</param>
    public static Dictionary<string, string> Annotations(V1Deployment deployment, V1ReplicaSet? present, long revision)
    {
        var made = new Dictionary<string, string>(present?.Metadata.Annotations ?? new Dictionary<string, string>());
        foreach (var (key, value) in deployment.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            if (!NotCopied.Contains(key))
                made[key] = value;
        }

        var former = present is null ? 0 : RevisionOf(present);
        if (former < revision)
        {
            made[DeploymentNames.Revision] = revision.ToString(CultureInfo.InvariantCulture);
            if (former > 0)
                made[DeploymentNames.RevisionHistory] = AppendHistory(made.GetValueOrDefault(DeploymentNames.RevisionHistory), former);
        }

        if (present is null)
            SetSizes(made, deployment);
        return made;
    }

    /// <summary>Notes what the ReplicaSet was sized for. True if that was something else.</summary>
    public static bool SetSizes(IDictionary<string, string> annotations, V1Deployment deployment)
    {
        var wished = deployment.Spec.Replicas ?? 1;
        var desired = wished.ToString(CultureInfo.InvariantCulture);
        var most = (wished + RolloutBounds.Of(deployment).MaxSurge).ToString(CultureInfo.InvariantCulture);
        annotations.TryGetValue(DeploymentNames.DesiredReplicas, out var formerDesired);
        annotations.TryGetValue(DeploymentNames.MaxReplicas, out var formerMost);
        annotations[DeploymentNames.DesiredReplicas] = desired;
        annotations[DeploymentNames.MaxReplicas] = most;
        return formerDesired != desired || formerMost != most;
    }

    /// <summary>Past ReplicaSets beyond the history limit, oldest revisions first; only those with nothing left to do.</summary>
    public static IEnumerable<V1ReplicaSet> Surplus(V1Deployment deployment, IEnumerable<V1ReplicaSet> old)
    {
        var alive = old.Where(set => !set.IsDeleting()).ToArray();
        var limit = deployment.Spec.RevisionHistoryLimit ?? 10;
        return alive.OrderBy(RevisionOf).ThenBy(set => set.Metadata.CreationTimestamp)
            .Take(Math.Max(0, alive.Length - limit))
            .Where(set => (set.Status?.Replicas ?? 0) == 0
                && (set.Spec.Replicas ?? 1) == 0
                && (set.Metadata.Generation ?? 0) <= (set.Status?.ObservedGeneration ?? 0));
    }

    private static string AppendHistory(string? history, long revision)
    {
        const int longest = 2000;
        var entry = revision.ToString(CultureInfo.InvariantCulture);
        var text = string.IsNullOrEmpty(history) ? entry : $"{history},{entry}";
        while (text.Length > longest && text.IndexOf(',') is >= 0 and var comma)
            text = text[(comma + 1)..];
        return text;
    }
}

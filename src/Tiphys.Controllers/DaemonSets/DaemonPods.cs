using k8s.Models;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Revisions;

namespace Tiphys.Controllers.DaemonSets;

/// <summary>Which nodes a DaemonSet's pods belong on, and how such a pod is made. Pure.</summary>
internal static class DaemonPods
{
    private const string NodeNameField = "metadata.name";
    private const string GenerationLabel = "pod-template-generation";

    private static readonly (string Key, string Effect)[] AlwaysTolerated =
    [
        ("node.kubernetes.io/not-ready", "NoExecute"),
        ("node.kubernetes.io/unreachable", "NoExecute"),
        ("node.kubernetes.io/disk-pressure", "NoSchedule"),
        ("node.kubernetes.io/memory-pressure", "NoSchedule"),
        ("node.kubernetes.io/pid-pressure", "NoSchedule"),
        ("node.kubernetes.io/unschedulable", "NoSchedule"),
    ];

    /// <summary>Whether a pod is to be started on the node, and whether one that runs there may stay.</summary>
    public static (bool ShouldRun, bool MayStay) Judge(V1PodTemplateSpec template, V1Node node)
    {
        var spec = template.Spec;
        if (!string.IsNullOrEmpty(spec.NodeName) && spec.NodeName != node.Metadata.Name)
            return (false, false);
        if (!NodeMatcher.Selects(
            spec.NodeSelector,
            spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution,
            node.Metadata.Name,
            node.Metadata.Labels))
            return (false, false);
        var tolerations = Tolerations(spec);
        var bad = (node.Spec?.Taints ?? []).Where(taint => taint.Effect is "NoSchedule" or "NoExecute" && !NodeMatcher.Tolerates(tolerations, taint)).ToArray();
        return (bad.Length == 0, bad.All(taint => taint.Effect != "NoExecute"));
    }

    /// <summary>A pod that can only go to the node.</summary>
    public static V1Pod Make(OwnerIdentity owner, V1PodTemplateSpec template, string node, string hash, long generation)
    {
        var pod = template.MakePod(owner);
        pod.Metadata.Labels = new Dictionary<string, string>(pod.Metadata.Labels ?? new Dictionary<string, string>())
        {
            [RevisionHistory.HashLabel] = hash,
            [GenerationLabel] = generation.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        pod.Spec.Tolerations = Tolerations(pod.Spec);
        pod.Spec.Affinity ??= new();
        pod.Spec.Affinity.NodeAffinity ??= new();
        var only = new V1NodeSelectorRequirement { Key = NodeNameField, OperatorProperty = "In", Values = [node] };
        var terms = pod.Spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms;

        // The terms are alternatives: the node has to stand in each of them.
        pod.Spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution = new()
        {
            NodeSelectorTerms = terms is { Count: > 0 }
                ? [.. terms.Select(term => term with { MatchFields = [only] })]
                : [new() { MatchFields = [only] }],
        };
        return pod;
    }

    /// <summary>The node a pod is on, or is meant for; null if it is neither.</summary>
    public static string? NodeOf(V1Pod pod)
    {
        if (!string.IsNullOrEmpty(pod.Spec.NodeName))
            return pod.Spec.NodeName;
        return pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms?
            .SelectMany(term => term.MatchFields ?? [])
            .FirstOrDefault(field => field is { Key: NodeNameField, OperatorProperty: "In", Values.Count: 1 })?.Values[0];
    }

    private static List<V1Toleration> Tolerations(V1PodSpec spec)
    {
        var all = (spec.Tolerations ?? []).ToList();
        foreach (var (key, effect) in AlwaysTolerated)
            Add(all, key, effect);
        if (spec.HostNetwork == true)
            Add(all, "node.kubernetes.io/network-unavailable", "NoSchedule");
        return all;
    }

    private static void Add(List<V1Toleration> all, string key, string effect)
    {
        if (!all.Any(toleration => toleration.Key == key && toleration.Effect == effect && toleration.OperatorProperty == "Exists"))
            all.Add(new() { Key = key, Effect = effect, OperatorProperty = "Exists" });
    }
}

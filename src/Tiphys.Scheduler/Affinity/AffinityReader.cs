using System.Text;
using k8s.Models;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Selectors;

namespace Tiphys.Scheduler.Affinity;

/// <summary>Reads a pod's affinity and spreading into rules.</summary>
internal sealed class AffinityReader(Func<string, IDictionary<string, string>?> namespaceLabels)
{
    private const string HostTopology = "kubernetes.io/hostname";
    private const string ZoneTopology = "topology.kubernetes.io/zone";

    /// <summary>Null if the pod has none.</summary>
    public PodAffinityRules? Rules(V1Pod pod)
    {
        var near = pod.Spec.Affinity?.PodAffinity;
        var apart = pod.Spec.Affinity?.PodAntiAffinity;
        if (near is null && apart is null)
            return null;
        return new(
            [.. (near?.RequiredDuringSchedulingIgnoredDuringExecution ?? []).Select(term => Rule(pod, term, 0))],
            [.. (apart?.RequiredDuringSchedulingIgnoredDuringExecution ?? []).Select(term => Rule(pod, term, 0))],
            [
                .. (near?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(term => Rule(pod, term.PodAffinityTerm, term.Weight)),
                .. (apart?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(term => Rule(pod, term.PodAffinityTerm, -term.Weight)),
            ]);
    }

    /// <summary>The constraints of one kind. A controlled pod that states none at all is spread softly, as upstream does by default.</summary>
    public IReadOnlyList<SpreadRule> Spread(V1Pod pod, string whenUnsatisfiable)
    {
        var stated = pod.Spec.TopologySpreadConstraints ?? [];
        if (stated.Count > 0)
            return [.. stated.Where(constraint => constraint.WhenUnsatisfiable == whenUnsatisfiable).Select(constraint => Spread(pod, constraint))];
        if (whenUnsatisfiable != "ScheduleAnyway" || pod.ControllerOf() is not { } owner)
            return [];
        var siblings = new PodTerm($"owner/{owner.Uid}", ns => ns == pod.Metadata.NamespaceProperty, LabelMatcher.Everything, owner.Uid);
        return
        [
            new(siblings, HostTopology, 3, 1, HonorAffinity: true, HonorTaints: false),
            new(siblings, ZoneTopology, 5, 1, HonorAffinity: true, HonorTaints: false),
        ];
    }

    private static SpreadRule Spread(V1Pod pod, V1TopologySpreadConstraint constraint)
    {
        var ns = pod.Metadata.NamespaceProperty;
        var extra = Extra(pod, constraint.MatchLabelKeys);
        var key = $"{ns}|{Text(constraint.LabelSelector)}|{string.Join(',', extra)}";
        var term = new PodTerm(key, name => name == ns, LabelMatcher.Of(constraint.LabelSelector).And(extra));
        return new(
            term,
            constraint.TopologyKey,
            constraint.MaxSkew,
            constraint.MinDomains ?? 1,
            constraint.NodeAffinityPolicy is null or "Honor",
            constraint.NodeTaintsPolicy == "Honor");
    }

    private static (string Key, string Value)[] Extra(V1Pod pod, IList<string>? keys) =>
        [.. (keys ?? []).Select(key => (key, pod.Label(key))).Where(pair => pair.Item2 is not null).Select(pair => (pair.key, pair.Item2!))];

    private static string Text(V1LabelSelector? selector) => selector is null ? "-" : Encoding.UTF8.GetString(KubeJson.Write(selector));

    private AffinityRule Rule(V1Pod pod, V1PodAffinityTerm term, int weight)
    {
        var own = pod.Metadata.NamespaceProperty;
        var named = (term.Namespaces ?? []).ToHashSet();
        var selected = term.NamespaceSelector is null ? null : LabelMatcher.Of(term.NamespaceSelector);
        if (named.Count == 0 && selected is null)
            named.Add(own);
        var extra = Extra(pod, term.MatchLabelKeys);
        var key = $"{string.Join(',', named.Order(StringComparer.Ordinal))}|{Text(term.NamespaceSelector)}|{Text(term.LabelSelector)}|{string.Join(',', extra)}";
        var meant = new PodTerm(key, InNamespace, LabelMatcher.Of(term.LabelSelector).And(extra));
        return new(meant, term.TopologyKey, weight);

        bool InNamespace(string ns) => named.Contains(ns)
            || (selected is not null && (selected.MatchesEverything || selected.Matches(namespaceLabels(ns))));
    }
}

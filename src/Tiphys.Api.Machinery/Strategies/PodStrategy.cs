using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>What a new pod gets: its quality of service class, the gated condition, label keys resolved into selectors.</summary>
internal static class PodStrategy
{
    private static readonly string[] TermLists = ["requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"];

    public static void Create(DocObject pod)
    {
        if (pod.GetObject("spec") is not { } spec)
            return;
        if (spec.GetInt64("terminationGracePeriodSeconds") is < 0)
            spec["terminationGracePeriodSeconds"] = 1;
        var status = pod.GetOrAddObject("status");
        status["qosClass"] = QosClass.Of(spec);
        if (spec.GetArray("schedulingGates") is { Count: > 0 })
        {
            status["conditions"] = new DocArray([new DocObject
            {
                { "type", "PodScheduled" },
                { "status", "False" },
                { "reason", "SchedulingGated" },
                { "message", "Scheduling is blocked due to non-empty scheduling gates" },
            }]);
        }

        var labels = pod.GetPath("metadata", "labels") as DocObject ?? [];
        foreach (var affinity in (string[])["podAffinity", "podAntiAffinity"])
        {
            foreach (var term in TermsOf(spec.GetPath("affinity", affinity) as DocObject))
            {
                ResolveKeys(term, labels, "matchLabelKeys", "In");
                ResolveKeys(term, labels, "mismatchLabelKeys", "NotIn");
            }
        }

        foreach (var constraint in spec.GetArray("topologySpreadConstraints")?.Objects() ?? [])
            ResolveKeys(constraint, labels, "matchLabelKeys", "In");
    }

    private static IEnumerable<DocObject> TermsOf(DocObject? affinity)
    {
        foreach (var list in TermLists)
        {
            foreach (var entry in affinity?.GetArray(list)?.Objects() ?? [])
                yield return entry.GetObject("podAffinityTerm") ?? entry;
        }
    }

    private static void ResolveKeys(DocObject term, DocObject labels, string list, string @operator)
    {
        if (term.GetObject("labelSelector") is not { } selector)
            return;
        foreach (var key in term.GetArray(list)?.Strings() ?? [])
        {
            if (labels.GetString(key) is not { } value)
                continue;
            var expressions = selector.GetArray("matchExpressions") ?? [];
            expressions.Add(new DocObject { { "key", key }, { "operator", @operator }, { "values", new DocArray([value]) } });
            selector["matchExpressions"] = expressions;
        }
    }
}

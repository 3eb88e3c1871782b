using System.Globalization;
using k8s.Models;

namespace Tiphys.Client.Selectors;

/// <summary>Node selectors, node affinity and tolerations, as the API defines them.</summary>
public static class NodeMatcher
{
    /// <summary>True if a plain selector and a required affinity (each may be null) allow the node.</summary>
    public static bool Selects(IDictionary<string, string>? selector, V1NodeSelector? required, string node, IDictionary<string, string>? labels)
    {
        foreach (var (key, value) in selector ?? new Dictionary<string, string>())
        {
            if (labels is null || !labels.TryGetValue(key, out var found) || found != value)
                return false;
        }

        return required is null || required.NodeSelectorTerms.Any(term => Matches(term, node, labels));
    }

    /// <summary>An empty term matches nothing.</summary>
    public static bool Matches(V1NodeSelectorTerm term, string node, IDictionary<string, string>? labels)
    {
        var expressions = term.MatchExpressions ?? [];
        var fields = term.MatchFields ?? [];
        return expressions.Count + fields.Count > 0
            && expressions.All(requirement => Holds(requirement, labels is not null && labels.TryGetValue(requirement.Key, out var value) ? value : null))
            && fields.All(requirement => Holds(requirement, requirement.Key == "metadata.name" ? node : null));
    }

    public static bool Tolerates(IEnumerable<V1Toleration>? tolerations, V1Taint taint)
    {
        foreach (var toleration in tolerations ?? [])
        {
            if (Tolerates(toleration, taint))
                return true;
        }

        return false;
    }

    public static bool Tolerates(V1Toleration toleration, V1Taint taint)
    {
        if (!string.IsNullOrEmpty(toleration.Effect) && toleration.Effect != taint.Effect)
            return false;
        if (!string.IsNullOrEmpty(toleration.Key) && toleration.Key != taint.Key)
            return false;
        return toleration.OperatorProperty switch
        {
            "Exists" => true,
            null or "" or "Equal" => (toleration.Value ?? "") == (taint.Value ?? ""),
            "Lt" => TryNumbers(toleration.Value, taint.Value, out var own, out var limit) && limit < own,
            "Gt" => TryNumbers(toleration.Value, taint.Value, out var own, out var limit) && limit > own,
            _ => false,
        };
    }

    private static bool Holds(V1NodeSelectorRequirement requirement, string? value) => requirement.OperatorProperty switch
    {
        "In" => value is not null && requirement.Values.Contains(value),
        "NotIn" => value is null || !requirement.Values.Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => TryNumbers(value, requirement.Values.FirstOrDefault(), out var own, out var limit) && own > limit,
        "Lt" => TryNumbers(value, requirement.Values.FirstOrDefault(), out var own, out var limit) && own < limit,
        _ => false,
    };

    private static bool TryNumbers(string? left, string? right, out long own, out long limit)
    {
        limit = 0;
        return long.TryParse(left, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out own)
            && long.TryParse(right, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out limit);
    }
}

using k8s.Models;

namespace Tiphys.Network.Policy;

/// <summary>Label selectors (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors).</summary>
internal static class LabelMatch
{
    /// <summary>True if the labels fit. An empty selector fits everything; an operator nobody knows fits nothing.</summary>
    public static bool Matches(V1LabelSelector selector, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (name, value) in selector.MatchLabels ?? new Dictionary<string, string>())
        {
            if (!labels.TryGetValue(name, out string? found) || found != value)
                return false;
        }

        return (selector.MatchExpressions ?? []).All(requirement => Matches(requirement, labels));
    }

    private static bool Matches(V1LabelSelectorRequirement requirement, IReadOnlyDictionary<string, string> labels)
    {
        bool has = labels.TryGetValue(requirement.Key, out string? value);
        bool listed = has && requirement.Values?.Contains(value!) == true;
        return requirement.OperatorProperty switch
        {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => has,
            "DoesNotExist" => !has,
            _ => false,
        };
    }
}

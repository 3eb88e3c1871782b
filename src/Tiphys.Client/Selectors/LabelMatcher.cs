using k8s.Models;

namespace Tiphys.Client.Selectors;

/// <summary>A label selector made ready for matching (metav1.LabelSelector, or the plain map of a Service).</summary>
public sealed class LabelMatcher
{
    private readonly (string Key, string Value)[] _equals;
    private readonly (string Key, string Operator, HashSet<string> Values)[] _expressions;

    private LabelMatcher(bool nothing, IEnumerable<(string Key, string Value)> equals, IEnumerable<V1LabelSelectorRequirement> expressions)
    {
        MatchesNothing = nothing;
        _equals = [.. equals];
        _expressions = [.. expressions.Select(item => (item.Key, item.OperatorProperty, item.Values?.ToHashSet() ?? []))];
    }

    /// <summary>What an absent selector matches.</summary>
    public static LabelMatcher Nothing { get; } = new(true, [], []);

    /// <summary>What an empty selector matches.</summary>
    public static LabelMatcher Everything { get; } = new(false, [], []);

    public bool MatchesNothing { get; }

    public bool MatchesEverything => !MatchesNothing && _equals.Length == 0 && _expressions.Length == 0;

    /// <param name="selector">Null matches nothing, empty matches everything.</param>
    public static LabelMatcher Of(V1LabelSelector? selector) => selector is null
        ? Nothing
        : new(false, selector.MatchLabels?.Select(pair => (pair.Key, pair.Value)) ?? [], selector.MatchExpressions ?? []);

    /// <param name="labels">Null or empty matches nothing: a Service or controller without selector owns no pods.</param>
    public static LabelMatcher OfMap(IDictionary<string, string>? labels) => labels is null || labels.Count == 0
        ? Nothing
        : new(false, labels.Select(pair => (pair.Key, pair.Value)), []);

    /// <summary>This selector with further exact labels.</summary>
    public LabelMatcher And(IEnumerable<(string Key, string Value)> more) =>
        new(MatchesNothing, [.. _equals, .. more], _expressions.Select(item => new V1LabelSelectorRequirement
        {
            Key = item.Key,
            OperatorProperty = item.Operator,
            Values = [.. item.Values],
        }));

    public bool Matches(IDictionary<string, string>? labels)
    {
        if (MatchesNothing)
            return false;
        foreach (var (key, value) in _equals)
        {
            if (labels is null || !labels.TryGetValue(key, out var found) || found != value)
                return false;
        }

        foreach (var (key, op, values) in _expressions)
        {
            if (!Holds(labels, key, op, values))
                return false;
        }

        return true;
    }

    private static bool Holds(IDictionary<string, string>? labels, string key, string op, HashSet<string> values)
    {
        string? value = null;
        var present = labels is not null && labels.TryGetValue(key, out value);
        return op switch
        {
            "In" => present && values.Contains(value!),
            "NotIn" => !present || !values.Contains(value!),
            "Exists" => present,
            "DoesNotExist" => !present,
            _ => false,
        };
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Errors;

namespace Tiphys.Api.Machinery.Selectors;

/// <summary>
/// A conjunction of label requirements: the <c>labelSelector</c> parameter of lists and watches, or a metav1.LabelSelector.
/// Immutable and safe for any number of threads.
/// </summary>
public sealed class LabelSelector
{
    private readonly LabelRequirement[] _requirements;
    private readonly bool _nothing;

    private LabelSelector(LabelRequirement[] requirements, bool nothing)
    {
        _requirements = requirements;
        _nothing = nothing;
    }

    /// <summary>Matches every object.</summary>
    public static LabelSelector Everything { get; } = new([], nothing: false);

    /// <summary>Matches no object.</summary>
    public static LabelSelector Nothing { get; } = new([], nothing: true);

    public IReadOnlyList<LabelRequirement> Requirements => _requirements;

    /// <summary>True if it has no requirement and so matches every object.</summary>
    public bool IsEverything => !_nothing && _requirements.Length == 0;

    /// <summary>Reads the query-string form, <c>app=web,tier in (a,b),!old,n&gt;3</c>. Null and empty match everything.</summary>
    /// <exception cref="ApiException">400: the text is no selector.</exception>
    public static LabelSelector Parse(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? Everything : Of(new LabelSelectorParser(text).Parse());
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    }

    /// <summary>
    /// The selector of a metav1.LabelSelector object as upstream reads it: a missing one matches nothing, an empty one everything.
    /// </summary>
    /// <exception cref="ApiException">400: an operator or value set is wrong; validation has refused such objects before they are stored.</exception>
    public static LabelSelector FromObject(DocObject? selector)
    {
        if (selector is null)
            return Nothing;
        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector.GetObject("matchLabels") ?? [])
            requirements.Add(new(key, SelectorOperator.In, [(value as DocString)?.Value ?? ""]) { IsExact = true });
        foreach (var expression in selector.GetArray("matchExpressions")?.Objects() ?? [])
            requirements.Add(FromExpression(expression));
        return Of(requirements);
    }

    /// <summary>The selector of a plain map of labels, as Services and ReplicationControllers have it. Null and empty match everything.</summary>
    public static LabelSelector FromMap(DocObject? labels) => labels is null || labels.Count == 0
        ? Everything
        : Of(labels.Select(pair => new LabelRequirement(pair.Key, SelectorOperator.In, [(pair.Value as DocString)?.Value ?? ""]) { IsExact = true }));

    /// <param name="labels">An object's <c>metadata.labels</c>; null if it has none.</param>
    public bool Matches(DocObject? labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels?.GetString(requirement.Key)))
                return false;
        }

        return !_nothing;
    }

    /// <inheritdoc cref="Matches(DocObject)"/>
    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels?.GetValueOrDefault(requirement.Key)))
                return false;
        }

        return !_nothing;
    }

    /// <summary>The query-string form, requirements by key; empty for everything and for nothing.</summary>
    public override string ToString() => string.Join<LabelRequirement>(',', _requirements);

    private static LabelSelector Of(IEnumerable<LabelRequirement> requirements) =>
        new([.. requirements.OrderBy(requirement => requirement.Key, StringComparer.Ordinal)], nothing: false);

    private static LabelRequirement FromExpression(DocObject expression)
    {
        var key = expression.GetString("key") ?? "";
        string[] values = [.. (expression.GetArray("values")?.Strings() ?? []).Distinct().Order(StringComparer.Ordinal)];
        var selected = expression.GetString("operator") switch
        {
            "In" => SelectorOperator.In,
            "NotIn" => SelectorOperator.NotIn,
            "Exists" => SelectorOperator.Exists,
            "DoesNotExist" => SelectorOperator.DoesNotExist,
            var other => throw ApiException.BadRequest($"\"{other}\" is not a valid label selector operator"),
        };
        var takesValues = selected is SelectorOperator.In or SelectorOperator.NotIn;
        if (takesValues != values.Length > 0)
            throw ApiException.BadRequest($"key \"{key}\": operator {expression.GetString("operator")} {(takesValues ? "needs values" : "takes no values")}");
        return new(key, selected, values);
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Rules;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>The conditions of a webhook or policy that a write must meet. Kubernetes docs: "Matching requests: matchConditions".</summary>
internal sealed class MatchConditions
{
    private readonly IReadOnlyList<PolicyExpression> _conditions;

    private MatchConditions(IReadOnlyList<PolicyExpression> conditions) => _conditions = conditions;

    public static MatchConditions None { get; } = new([]);

    public bool IsEmpty => _conditions.Count == 0;

    public static MatchConditions Compile(IEnumerable<string> expressions, bool hasParams)
    {
        PolicyExpression[] compiled = [];
        foreach (var expression in expressions)
            compiled = [.. compiled, new PolicyEnvironment(hasParams, hasVariables: false).Compile(expression, CelType.Bool)];
        return compiled.Length == 0 ? None : new MatchConditions(compiled);
    }

    /// <returns>Whether all conditions hold; with a failure if one could not be evaluated and none is false.</returns>
    public async ValueTask<(bool Matches, string? Failure)> EvaluateAsync(PolicyRequest request, CelValue parameter, CancellationToken cancellationToken)
    {
        if (IsEmpty)
            return (true, null);
        var evaluation = new PolicyEvaluation(request, new Dictionary<string, PolicyExpression>(), parameter, new CelBudget(CelLimits.PerMatchConditions), cancellationToken);
        List<string> failures = [];
        foreach (var condition in _conditions)
        {
            var value = await evaluation.EvaluateAsync(condition).ConfigureAwait(false);
            if (value.IsFalse)
                return (false, null);
            if (!value.IsTrue)
                failures.Add(value.IsError ? value.ErrorMessage : $"expression '{condition.Text}' did not evaluate to bool");
        }

        return failures.Count switch
        {
            0 => (true, null),
            1 => (false, failures[0]),
            _ => (false, $"[{string.Join(", ", failures)}]"),
        };
    }

    /// <summary>The expressions of a list of conditions as it stands in a spec.</summary>
    public static IEnumerable<string> ExpressionsOf(IEnumerable<DocObject> conditions) => conditions.Select(condition => condition.GetString("expression") ?? "");
}

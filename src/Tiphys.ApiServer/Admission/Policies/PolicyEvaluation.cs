using Tiphys.Api.Machinery.Cel;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Rules;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>Evaluates expressions on one write with one parameter.</summary>
/// <param name="variables">The policy's own variables by name; each is evaluated when it is first used.</param>
internal sealed class PolicyEvaluation(
    PolicyRequest request, IReadOnlyDictionary<string, PolicyExpression> variables, CelValue parameter, CelBudget budget, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, CelValue> _known = new(StringComparer.Ordinal);

    /// <summary>The result; an error if the expression does not compile, fails, or the budget is used up.</summary>
    public async ValueTask<CelValue> EvaluateAsync(PolicyExpression expression)
    {
        while (true)
        {
            try
            {
                return Evaluate(expression, failure => $"expression '{expression.Text}' resulted in error: {failure}");
            }
            catch (PendingAuthorizationException pending)
            {
                await pending.Decision.ConfigureAwait(false);
            }
        }
    }

    private CelValue Evaluate(PolicyExpression expression, Func<string, string> describe)
    {
        if (expression.Program is not { } program)
            return CelValue.Error($"compilation error: {expression.Error}");
        if (budget.IsSpent)
            return OutOfBudget;
        var names = expression.Variables;
        var values = new CelValue[names.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = names[i] switch
            {
                PolicyVariable.Params => parameter,
                PolicyVariable.Variables => CelValue.From(new PolicyVariableMap(variables, Variable)),
                var name => program.Uses(name) ? request[name] : CelValue.Null,
            };
        }

        var result = program.Evaluate(values, CelLimits.PerCall, cancellationToken);
        if (!budget.TrySpend(result.Cost))
            return OutOfBudget;
        return result.Value.IsError ? CelValue.Error(describe(result.Value.ErrorMessage)) : result.Value;
    }

    private static CelValue OutOfBudget => CelValue.Error("validation failed due to running out of cost budget, no further validation rules will be run");

    private CelValue Variable(string name)
    {
        if (_known.TryGetValue(name, out var known))
            return known;
        var expression = variables[name];
        var value = expression.Program is null
            ? CelValue.Error($"composited variable \"{name}\" fails to compile: {expression.Error}")
            : Evaluate(expression, failure => $"composited variable \"{name}\" fails to evaluate: {failure}");
        return _known[name] = value;
    }
}

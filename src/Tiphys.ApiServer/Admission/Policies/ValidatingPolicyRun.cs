using System.Text;
using Tiphys.Api.Machinery.Cel;
using Tiphys.Api.Machinery.Cel.Rules;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>Evaluates a policy on a write with one parameter.</summary>
internal sealed class ValidatingPolicyRun(ValidatingPolicy policy, PolicyRequest request, CelValue parameter, CancellationToken cancellationToken)
{
    /// <summary>What the validations found, and what could not be evaluated if that matters to the policy.</summary>
    public List<PolicyFinding> Findings { get; } = [];

    /// <summary>Errors of audit annotations: they refuse whatever the binding's actions are.</summary>
    public List<PolicyFinding> AnnotationFailures { get; } = [];

    public List<(string Key, string Value)> Annotations { get; } = [];

    public async ValueTask RunAsync()
    {
        var (matches, failure) = await policy.Conditions.EvaluateAsync(request, parameter, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
            Fail(0, failure);
        if (!matches)
            return;
        var budget = new CelBudget();
        var evaluation = new PolicyEvaluation(request, policy.Variables, parameter, budget, cancellationToken);
        for (var i = 0; i < policy.Validations.Count; i++)
            await ValidateAsync(i, policy.Validations[i], evaluation).ConfigureAwait(false);
        await AnnotateAsync().ConfigureAwait(false);
    }

    private void Fail(int index, string message)
    {
        if (!policy.IgnoresFailure)
            Findings.Add(new PolicyFinding(index, message));
    }

    private async ValueTask ValidateAsync(int index, PolicyValidation validation, PolicyEvaluation evaluation)
    {
        var value = await evaluation.EvaluateAsync(validation.Expression).ConfigureAwait(false);
        if (value.IsTrue)
            return;
        if (value.IsError)
        {
            Fail(index, value.ErrorMessage);
            return;
        }

        var message = validation.MessageExpression is { } expression ? MessageOf(await evaluation.EvaluateAsync(expression).ConfigureAwait(false)) : "";
        if (message.Length == 0)
            message = validation.Message.Trim();
        if (message.Length == 0)
            message = $"failed expression: {validation.Expression.Text.Trim()}";
        Findings.Add(new PolicyFinding(index, message, validation.Reason));
    }

    /// <summary>The text of a messageExpression's result; empty for what is no message.</summary>
    private static string MessageOf(CelValue value)
    {
        var text = value.Kind == CelKind.String ? value.AsString.Trim() : "";
        return text.Contains('\n') || Encoding.UTF8.GetByteCount(text) > CelLimits.LongestMessage ? "" : text;
    }

    private async ValueTask AnnotateAsync()
    {
        var evaluation = new PolicyEvaluation(request, policy.Variables, parameter, new CelBudget(), cancellationToken);
        foreach (var (key, expression) in policy.AuditAnnotations)
        {
            var value = await evaluation.EvaluateAsync(expression).ConfigureAwait(false);
            switch (value.Kind)
            {
                case CelKind.String when value.AsString.Trim() is { Length: > 0 } text:
                    Annotations.Add((key, text));
                    break;
                case CelKind.String or CelKind.Null:
                    break;
                default:
                    if (!policy.IgnoresFailure)
                        AnnotationFailures.Add(new PolicyFinding(0, value.IsError ? value.ErrorMessage : WrongType(expression.Text, value)));
                    break;
            }
        }
    }

    private static string WrongType(string expression, CelValue value) =>
        $"valueExpression '{expression}' resulted in unsupported return type: {value.Type.Name}. Return type must be either string or null.";
}

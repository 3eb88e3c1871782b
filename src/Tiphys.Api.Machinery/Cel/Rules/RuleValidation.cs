using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>Runs the rules of a schema on one object.</summary>
internal sealed class RuleValidation(CelBudget budget, CancellationToken cancellationToken)
{
    private const string OutOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";

    public List<StatusCause> Errors { get; } = [];

    /// <summary>Errors about what has not changed: the write goes through, its sender is told.</summary>
    public List<string> Warnings { get; } = [];

    public void Visit(RuleNode node, FieldPath path, DocNode? value, DocNode? old, Correlation correlation)
    {
        if (value is null or DocNull || budget.IsSpent)
            return;
        if (node.Rules.Length > 0)
            Evaluate(node, path, value, old is DocNull ? null : old, correlation);
        foreach (var entry in node.AllOf)
            Visit(entry, path, value, old, correlation.Outer);
        if (value is DocArray array && node.Elements is { } elements)
            VisitElements(node, elements, path, array, old as DocArray, correlation);
        else if (value is DocObject members)
            VisitMembers(node, path, members, old as DocObject, correlation);
    }

    private void VisitElements(RuleNode node, RuleNode elements, FieldPath path, DocArray array, DocArray? old, Correlation correlation)
    {
        var counterparts = new ListCounterparts(node.Type.Schema, old);
        for (var i = 0; i < array.Count && !budget.IsSpent; i++)
        {
            var before = counterparts.Find(array[i]);
            Visit(elements, path.Index(i), array[i], before, correlation.Enter(array[i], before));
        }
    }

    private void VisitMembers(RuleNode node, FieldPath path, DocObject members, DocObject? old, Correlation correlation)
    {
        foreach (var (name, value) in members)
        {
            if (budget.IsSpent)
                return;
            var before = old?[name];
            if (node.Type.Schema.Type == SchemaType.Map && node.Elements is { } elements)
                Visit(elements, path.Key(name), value, before, correlation.Enter(value, before));
            else if (node.Fields.TryGetValue(name, out var field))
                Visit(field, path.Child(name), value, before, correlation.Enter(value, before));
        }
    }

    private void Evaluate(RuleNode node, FieldPath path, DocNode value, DocNode? old, Correlation correlation)
    {
        var typeName = new DocString(TypeName(node.Type.Schema.Type));
        var self = DocValues.Of(value, node.Type);
        var before = old is null ? CelValue.Null : DocValues.Of(old, node.Type);
        foreach (var rule in node.Rules)
        {
            if (budget.Remaining <= 0)
            {
                Errors.Add(RuleErrors.Invalid(path, typeName, OutOfBudget));
                budget.End();
                return;
            }

            if (rule.Error is not null)
            {
                Errors.Add(RuleErrors.Invalid(path, typeName, $"rule compile error: {rule.Error}"));
                continue;
            }

            var isOptional = rule.Rule.OptionalOldSelf == true;
            if (rule.Program is null || (rule.UsesOldSelf && old is null && !isOptional))
                continue;
            var oldSelf = !isOptional ? before : old is null ? CelValue.None : CelValue.Optional(before);
            Evaluate(rule, rule.Program, [self, oldSelf], path, value, typeName, correlation);
            if (budget.IsSpent)
                return;
        }
    }

    private void Evaluate(CompiledRule rule, CelProgram program, ReadOnlySpan<CelValue> variables, FieldPath path, DocNode value, DocString typeName, Correlation correlation)
    {
        var result = program.Evaluate(variables, CelLimits.PerCall, cancellationToken);
        if (!budget.TrySpend(result.Cost))
        {
            Errors.Add(RuleErrors.Invalid(path, typeName, OutOfBudget));
            return;
        }

        if (result.Value.IsTrue)
            return;
        if (result.Value.IsError)
        {
            Errors.Add(RuleErrors.Invalid(path, typeName, FailureOf(rule.Rule, result)));
            if (result.IsOverLimit)
                budget.End();
            return;
        }

        var place = rule.NormalizedPath.Length > 0 ? path.Child(rule.NormalizedPath) : path;
        var detail = MessageOf(rule, variables, out var error) ?? rule.Rule.Detail;
        var shown = value is DocObject or DocArray ? null : value;
        var cause = error is null ? RuleErrors.Broken(rule.Rule.Reason, place, shown, detail) : RuleErrors.Invalid(place, typeName, error);
        if (!rule.UsesOldSelf && correlation.IsUnchanged)
            Warnings.Add(cause.Field.Length > 0 ? $"{cause.Field}: {cause.Message}" : cause.Message);
        else
            Errors.Add(cause);
    }

    private static string FailureOf(CelRule rule, CelResult result)
    {
        var failure = result.Value.ErrorMessage;
        if (result.IsOverLimit)
            return $"'{failure}': no further validation rules will be run due to call cost exceeds limit for rule: {rule.Title}";
        return failure.StartsWith("no such overload", StringComparison.Ordinal)
            ? $"'{failure}': call arguments did not match a supported operator, function or macro signature for rule: {rule.Title}"
            : $"{failure} evaluating rule: {rule.Title}";
    }

    /// <summary>What the messageExpression gives; null if there is none or it fails, with an error if it used up the budget.</summary>
    private string? MessageOf(CompiledRule rule, ReadOnlySpan<CelValue> variables, out string? error)
    {
        error = null;
        if (rule.Message is null)
            return null;
        var result = rule.Message.Evaluate(variables, CelLimits.PerCall, cancellationToken);
        if (!budget.TrySpend(result.Cost))
            error = "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run";
        else if (result.IsOverLimit)
            error = $"no further validation rules will be run due to call cost exceeds limit for messageExpression: \"{rule.Rule.MessageExpression}\"";
        if (error is not null)
        {
            budget.End();
            return null;
        }

        if (result.Value.Kind != CelKind.String)
            return null;
        var text = result.Value.AsString.Trim();
        return text.Length == 0 || text.Contains('\n') || Encoding.UTF8.GetByteCount(text) > CelLimits.LongestMessage ? null : text;
    }

    private static string TypeName(SchemaType type) => type switch
    {
        SchemaType.Object or SchemaType.Map => "object",
        SchemaType.Array => "array",
        SchemaType.String => "string",
        SchemaType.Integer => "integer",
        SchemaType.Number => "number",
        SchemaType.Boolean => "boolean",
        _ => "",
    };
}

using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>Compiles the rules of one node of a schema.</summary>
internal static class RuleCompiler
{
    public const string Self = "self";
    public const string OldSelf = "oldSelf";

    public static CompiledRule[] Compile(IReadOnlyList<CelRule> rules, DeclaredType type)
    {
        if (rules.Count == 0)
            return [];
        var usual = new CelEnvironment([new CelVariable(Self, type.Type), new CelVariable(OldSelf, type.Type)]);
        var optional = new CelEnvironment([new CelVariable(Self, type.Type), new CelVariable(OldSelf, CelType.Optional(type.Type))]);
        return [.. rules.Select(rule => Compile(rule, rule.OptionalOldSelf == true ? optional : usual, type))];
    }

    private static CompiledRule Compile(CelRule rule, CelEnvironment environment, DeclaredType type)
    {
        var compiled = new CompiledRule(rule);
        if (rule.Rule.Trim().Length == 0)
            return compiled;
        var outcome = environment.Compile(rule.Rule);
        if (outcome.ResultType is { Kind: not CelTypeKind.Bool })
            return compiled with { Error = "cel expression must evaluate to a bool" };
        if (outcome.Program is not { } program)
            return compiled with { Error = outcome.Failure };
        compiled = compiled with
        {
            Program = program,
            UsesOldSelf = program.Uses(OldSelf),
            MaxCost = program.EstimateCost(type.MostAt),
            NormalizedPath = RuleFieldPath.TryNormalize(rule.FieldPath, type.Schema, out var path) ? path : "",
        };
        return rule.MessageExpression.Length == 0 ? compiled : WithMessage(compiled, environment, type);
    }

    private static CompiledRule WithMessage(CompiledRule compiled, CelEnvironment environment, DeclaredType type)
    {
        var outcome = environment.Compile(compiled.Rule.MessageExpression);
        if (outcome.Program is not { } program)
            return compiled with { MessageError = $"messageExpression {outcome.Failure}" };
        return program.ResultType.Kind == CelTypeKind.String
            ? compiled with { Message = program, MaxMessageCost = program.EstimateCost(type.MostAt) }
            : compiled with { MessageError = "messageExpression must evaluate to a string" };
    }
}

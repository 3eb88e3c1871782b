using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Machinery.RegularExpressions;

namespace Tiphys.Api.Machinery.Cel.Checking;

/// <summary>What is written out in an expression is tried right away: durations, timestamps, regular expressions, formats, aggregates of one type.</summary>
internal sealed partial class Checker
{
    private void CheckLiterals(Expr root)
    {
        foreach (var call in _checked.OfType<CallExpr>())
        {
            CheckLiteral(call);
            if (call is { Function: "format", Target: LiteralExpr { Value: { Kind: CelKind.String } pattern }, Arguments: [ListExpr list] })
                FormatCheck.Run(pattern.AsString, call, list, _issues);
        }

        CheckAggregates(root);
    }

    private void CheckLiteral(CallExpr call)
    {
        var (kind, argument) = call.Function switch
        {
            "duration" when call.Target is null => ("duration", 0),
            "timestamp" when call.Target is null => ("timestamp", 0),
            "matches" => ("matches", call.Target is null ? 1 : 0),
            _ => ("", 0),
        };
        if (kind.Length == 0 || call.Arguments.Count <= argument || call.Arguments[argument] is not LiteralExpr literal)
            return;
        var text = literal.Value.Kind == CelKind.String ? literal.Value.AsString : null;
        var isValid = kind switch
        {
            "duration" => text is not null && CelDuration.TryParse(text, out _),
            "timestamp" => text is null || CelTime.TryParse(text, out _),
            _ => text is null || LinearRegex.TryGet(text, out _, out _),
        };
        if (!isValid)
            _issues.Add(literal.Offset, $"invalid {kind} argument");
    }

    /// <summary>Lists and maps that are written out have elements of one type, dyn not mixed with others; arguments of format are exempt.</summary>
    private void CheckAggregates(Expr expr)
    {
        switch (expr)
        {
            case CallExpr { Function: "format", Target: { } target }:
                CheckAggregates(target);
                return;
            case ListExpr list:
                CheckSame([.. list.Elements.Select((element, i) => (element, list.Optional[i]))]);
                break;
            case MapExpr map:
                CheckSame([.. map.Entries.Select(entry => (entry.Key, false))]);
                CheckSame([.. map.Entries.Select(entry => (entry.Value, entry.IsOptional))]);
                break;
        }

        foreach (var child in UsedVariables.Children(expr))
            CheckAggregates(child);
    }

    private void CheckSame(List<(Expr Expr, bool IsOptional)> elements)
    {
        CelType? expected = null;
        foreach (var (expr, isOptional) in elements)
        {
            var type = isOptional && expr.Type.IsOptional ? expr.Type.Parameters[0] : expr.Type;
            expected ??= type;
            if (expected.Equals(type) || expected.Kind == CelTypeKind.Error || type.Kind == CelTypeKind.Error)
                continue;
            Mismatch(expr.Offset, expected, type);
            return;
        }
    }
}

using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Machinery.RegularExpressions;

namespace Tiphys.Api.Machinery.Cel.Checking;

/// <summary>Conversions of literals and regular expressions that are literals: what of them fails, fails always.</summary>
internal static class ConstantParts
{
    private static readonly HashSet<string> Conversions = ["bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint"];

    /// <returns>The first failure; null if there is none.</returns>
    public static string? Failure(Expr expr)
    {
        if (expr is CallExpr call && Own(call) is { } own)
            return own;
        foreach (var child in UsedVariables.Children(expr))
        {
            if (Failure(child) is { } inner)
                return inner;
        }

        return null;
    }

    private static string? Own(CallExpr call)
    {
        if (call is { Target: null, Arguments: [LiteralExpr literal], Overloads: [var overload, ..] } && Conversions.Contains(call.Function))
            return overload.Body([literal.Value]) is { IsError: true } failed ? failed.ErrorMessage : null;
        if (call.Function is not ("find" or "findAll") || call.Arguments.Count == 0 || call.Arguments[0] is not LiteralExpr { Value: { Kind: CelKind.String } pattern })
            return null;
        return LinearRegex.TryGet(pattern.AsString, out _, out var error) ? null : error;
    }
}

using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Machinery.RegularExpressions;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The string functions of the CEL language definition.</summary>
internal static class StandardText
{
    public static void Declare(Declarations declare)
    {
        declare.Member("contains", "string, string -> bool", a => CelValue.From(a[0].AsString.Contains(a[1].AsString, StringComparison.Ordinal)), TextCosts.Contains);
        declare.Member("startsWith", "string, string -> bool", a => CelValue.From(a[0].AsString.StartsWith(a[1].AsString, StringComparison.Ordinal)), TextCosts.Affix);
        declare.Member("endsWith", "string, string -> bool", a => CelValue.From(a[0].AsString.EndsWith(a[1].AsString, StringComparison.Ordinal)), TextCosts.Affix);
        declare.Global("matches", "string, string -> bool", a => Matches(a[0], a[1]), TextCosts.Match);
        declare.Member("matches", "string, string -> bool", a => Matches(a[0], a[1]), TextCosts.Match);
    }

    private static CelValue Matches(in CelValue text, in CelValue pattern) => LinearRegex.TryGet(pattern.AsString, out var regex, out var error)
        ? CelValue.From(regex.IsMatch(text.AsString))
        : CelValue.Error(error);
}

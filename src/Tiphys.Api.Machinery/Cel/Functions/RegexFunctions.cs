using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Machinery.RegularExpressions;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The Kubernetes regex library.</summary>
internal static class RegexFunctions
{
    public static void Declare(Declarations declare)
    {
        declare.Member("find", "string, string -> string", a => Find(a[0].AsString, a[1].AsString), TextCosts.Find);
        declare.Member("findAll", "string, string -> list(string)", a => FindAll(a[0].AsString, a[1].AsString, -1), TextCosts.Find);
        declare.Member("findAll", "string, string, int -> list(string)", a => FindAll(a[0].AsString, a[1].AsString, a[2].AsInt), TextCosts.Find);
    }

    private static CelValue Find(string text, string pattern) => LinearRegex.TryGet(pattern, out var regex, out var error)
        ? CelValue.From(regex.Match(text).Value)
        : CelValue.Error($"Illegal regex: {error}");

    private static CelValue FindAll(string text, string pattern, long most)
    {
        if (!LinearRegex.TryGet(pattern, out var regex, out var error))
            return CelValue.Error($"Illegal regex: {error}");
        var found = new List<string>();
        var end = -1;
        for (var match = regex.Match(text); match.Success && (most < 0 || found.Count < most); match = match.NextMatch())
        {
            // As in Go, an empty match right behind another match is none.
            if (match.Length > 0 || match.Index != end)
                found.Add(match.Value);
            end = match.Index + match.Length;
        }

        return CelValue.From(ArrayList.Of(found));
    }
}

using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The Kubernetes URL library.</summary>
internal static class UrlFunctions
{
    public static void Declare(Declarations declare)
    {
        declare.Global("url", "string -> url", a => Parse(a[0].AsString), TextCosts.TraverseFirst);
        declare.Global("isURL", "string -> bool", a => CelValue.From(UrlValue.TryParse(a[0].AsString, out _) is not null));
        declare.Member("getScheme", "url -> string", a => CelValue.From(Url(a).Scheme));
        declare.Member("getHost", "url -> string", a => CelValue.From(Url(a).Host));
        declare.Member("getHostname", "url -> string", a => CelValue.From(Url(a).Hostname));
        declare.Member("getPort", "url -> string", a => CelValue.From(Url(a).Port));
        declare.Member("getEscapedPath", "url -> string", a => CelValue.From(Url(a).EscapedPath));
        declare.Member("getQuery", "url -> map(string, list(string))", a => Query(Url(a).Query));
    }

    private static UrlValue Url(ReadOnlySpan<CelValue> arguments) => (UrlValue)arguments[0].AsObject;

    private static CelValue Parse(string text) => UrlValue.TryParse(text, out var error) is { } url
        ? CelValue.From(url)
        : CelValue.Error($"URL parse error during conversion from string: {error}");

    private static CelValue Query(string query)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            // Go drops settings with a semicolon.
            if (part.Contains(';'))
                continue;
            var equal = part.IndexOf('=');
            var name = Decode(equal < 0 ? part : part[..equal]);
            if (!values.TryGetValue(name, out var list))
                values[name] = list = [];
            list.Add(equal < 0 ? "" : Decode(part[(equal + 1)..]));
        }

        return CelValue.From(DictionaryMap.Of(values.Select(entry => KeyValuePair.Create(entry.Key, CelValue.From(ArrayList.Of(entry.Value))))));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

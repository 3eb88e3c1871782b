using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>A request's query parameters; the last value of a doubled one is passed over, the first counts.</summary>
public sealed class RequestQuery
{
    public static readonly RequestQuery Empty = new(null, "");
    private readonly IQueryCollection? _values;

    private RequestQuery(IQueryCollection? values, string text)
    {
        _values = values;
        Text = text;
    }

    /// <summary>The query as it was sent, with its question mark; empty if there is none.</summary>
    public string Text { get; }

    public static RequestQuery Of(HttpRequest request) =>
        request.QueryString.HasValue ? new(request.Query, request.QueryString.Value!) : Empty;

    public bool Has(string name) => _values is not null && _values.ContainsKey(name);

    /// <summary>The first value; empty if there is none.</summary>
    public string Get(string name) => _values is not null && _values.TryGetValue(name, out var found) && found.Count > 0 ? found[0] ?? "" : "";

    /// <summary>All values of a parameter that may be given several times.</summary>
    public IReadOnlyList<string?> GetAll(string name) => _values is not null && _values.TryGetValue(name, out var found) ? found.ToArray() : [];

    /// <summary>True for any value but false and 0, as upstream reads booleans; an empty value counts as true.</summary>
    public bool GetBool(string name) => Has(name) && Get(name).ToLowerInvariant() is not ("false" or "0");

    /// <summary>A whole number; null if the parameter is missing.</summary>
    /// <exception cref="ApiException">400: it is not a number, or empty.</exception>
    public long? GetInt64(string name)
    {
        if (!Has(name))
            return null;
        var text = Get(name);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ApiException.BadRequest($"strconv.ParseInt: parsing \"{text}\": {(IsWhole(text) ? "value out of range" : "invalid syntax")}");
    }

    private static bool IsWhole(string text)
    {
        var digits = text.AsSpan(text is ['-' or '+', ..] ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}

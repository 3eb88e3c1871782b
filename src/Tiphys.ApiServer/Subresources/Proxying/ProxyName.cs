using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Subresources.Proxying;

/// <summary>The name in a proxy path: <c>name</c>, <c>name:port</c> or <c>scheme:name:port</c>.</summary>
internal readonly record struct ProxyName(string Scheme, string Name, string Port)
{
    /// <exception cref="ApiException">400: not of one of the three forms.</exception>
    public static ProxyName Parse(string text, string kind)
    {
        var parts = text.Split(':');
        ProxyName? name = parts switch
        {
            [var only] => new("", only, ""),
            [var one, var port] => new("", one, port),
            ["" or "http" or "https", var one, var port] => new(parts[0], one, port),
            _ => null,
        };
        return name is { Name.Length: > 0 } good ? good : throw ApiException.BadRequest($"invalid {kind} request \"{text}\"");
    }
}

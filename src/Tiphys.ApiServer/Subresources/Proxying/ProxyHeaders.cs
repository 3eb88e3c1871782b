using Microsoft.AspNetCore.Http;

namespace Tiphys.ApiServer.Subresources.Proxying;

/// <summary>Which headers cross a proxy.</summary>
internal static class ProxyHeaders
{
    /// <summary>RFC 9110, 7.6.1, and what the connection itself says.</summary>
    private static readonly string[] Hop =
        ["Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host"];

    /// <summary>Headers by which a client proves or claims who it is, here or to an aggregated server.</summary>
    private static readonly string[] Identity = ["Authorization", "Impersonate-", "X-Remote-"];

    public static void CopyRequest(HttpRequest from, HttpRequestMessage to, ProxyPath path)
    {
        var hasBody = from.ContentLength > 0 || from.Headers.TransferEncoding.Count > 0;
        if (hasBody)
            to.Content = new StreamContent(from.Body);
        var named = from.Headers.Connection.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)).ToArray();
        foreach (var (name, values) in from.Headers)
        {
            if (IsHop(name, named) || Identity.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) || name.StartsWith(':'))
                continue;
            if (!to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        to.Headers.TryAddWithoutValidation("X-Forwarded-Uri", path.Prefix + path.PathAndQuery);
        to.Headers.TryAddWithoutValidation("X-Forwarded-Host", from.Host.Value);
        to.Headers.TryAddWithoutValidation("X-Forwarded-Proto", from.Scheme);
    }

    public static void CopyResponse(HttpResponseMessage from, HttpResponse to, ProxyTarget target, ProxyPath path, bool rewrite)
    {
        var rewrites = rewrite && HtmlLinks.IsHtml(from);
        foreach (var (name, values) in from.Headers.NonValidated.Concat(from.Content.Headers.NonValidated))
        {
            if (IsHop(name, []) || (rewrites && name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)))
                continue;
            to.Headers[name] = rewrite && name.Equals("Location", StringComparison.OrdinalIgnoreCase)
                ? Relocate(values.ToString(), target, path)
                : values.Count == 1 ? values.ToString() : values.ToArray();
        }
    }

    /// <summary>A redirect within the target becomes one within the proxy; others are left to the client.</summary>
    private static string Relocate(string location, ProxyTarget target, ProxyPath path)
    {
        if (location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal))
            return path.Prefix + location;
        return Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri.Scheme == target.Scheme && uri.Host == target.Host && uri.Port == target.Port
            ? path.Prefix + uri.PathAndQuery + uri.Fragment
            : location;
    }

    private static bool IsHop(string name, string[] named) =>
        Hop.Contains(name, StringComparer.OrdinalIgnoreCase) || named.Contains(name, StringComparer.OrdinalIgnoreCase);
}

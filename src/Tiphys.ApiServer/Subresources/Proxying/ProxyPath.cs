using Microsoft.AspNetCore.Http.Features;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Subresources.Proxying;

/// <summary>How a proxied request's path is cut: what stays here and what goes to the target, with the escapes the client wrote.</summary>
/// <param name="Prefix">The path up to and including <c>proxy</c>, without a slash at the end: what links in answers are put behind.</param>
/// <param name="PathAndQuery">What the target is asked for.</param>
/// <param name="RedirectTo">Where a client is sent that left out the slash behind <c>proxy</c>, so that relative links work; null if it did not.</param>
internal sealed record ProxyPath(string Prefix, string PathAndQuery, string? RedirectTo)
{
    private const string Marker = "/proxy";

    public static ProxyPath Of(RequestContext context)
    {
        var raw = context.Http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = raw.StartsWith('/') ? raw : context.Info.Path + context.Info.Query.Text;
        var question = path.IndexOf('?');
        var query = question < 0 ? "" : path[question..];
        if (question >= 0)
            path = path[..question];
        var end = PrefixLength(path, context.Info);
        var rest = path[end..];
        return new(path[..end], (rest.Length == 0 ? "/" : rest) + query, rest.Length == 0 ? path + "/" + query : null);
    }

    /// <summary>The canonical path says how many segments stand before the tail; the raw one has the same, escaped.</summary>
    private static int PrefixLength(string raw, RequestInfo info)
    {
        var depth = info.Path.TrimStart('/').Split('/').Length - (info.Tail.Length == 0 ? 0 : info.Tail.Split('/').Length);
        if (info.Path.EndsWith('/') && info.Tail.Length == 0)
            depth--;
        var at = 0;
        for (var segment = 0; segment < depth && at >= 0; segment++)
            at = raw.IndexOf('/', at + 1);
        if (at < 0)
            return raw.Length;
        return raw.AsSpan(0, at).EndsWith(Marker) ? at : raw.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
    }
}

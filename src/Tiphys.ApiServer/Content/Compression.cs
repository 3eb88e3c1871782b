using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Content;

/// <summary>When answers are compressed: big ones, for clients that take gzip and are not on this machine, where it would only cost time.</summary>
internal static class Compression
{
    /// <summary>Lists with fewer items are sent as they are.</summary>
    private const int FewestItems = 100;

    public static bool IsWanted(HttpContext http, int items)
    {
        if (items < FewestItems || http.Connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote))
            return false;
        foreach (var line in http.Request.Headers.AcceptEncoding)
        {
            if (line is not null && line.Contains("gzip", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Opens the answer's body as a compressed stream; the head must not have been sent.</summary>
    public static GZipStream Open(HttpContext http)
    {
        http.Response.Headers.ContentEncoding = "gzip";
        return new(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
    }

    public static async Task WriteAsync(RequestContext context, ReadOnlyMemory<byte> body)
    {
        var gzip = Open(context.Http);
        await using (gzip.ConfigureAwait(false))
            await gzip.WriteAsync(body, context.Aborted).ConfigureAwait(false);
    }
}

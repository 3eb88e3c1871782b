using System.Net;
using Microsoft.AspNetCore.Http;

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
}

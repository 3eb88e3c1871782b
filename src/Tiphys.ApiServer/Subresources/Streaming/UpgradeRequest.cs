using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tiphys.ApiServer.Subresources.Streaming;

/// <summary>The head of an upgrade request as it is repeated towards the target: what the protocols need and nothing that tells who asks.</summary>
internal static class UpgradeRequest
{
    private static readonly string[] Carried =
    [
        "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions",
        "X-Stream-Protocol-Version", "Content-Length", "User-Agent", "Origin",
    ];

    /// <summary>Bearer tokens ride in a subprotocol for browsers; it is taken out.</summary>
    private const string TokenProtocol = "base64url.bearer.authorization.k8s.io.";

    public static byte[] Write(HttpRequest request, string host, string pathAndQuery, IReadOnlyList<(string Name, string Value)> identity)
    {
        var head = new StringBuilder();
        head.Append(request.Method).Append(' ').Append(pathAndQuery).Append(" HTTP/1.1\r\nHost: ").Append(host).Append("\r\n");
        foreach (var name in Carried)
        {
            foreach (var value in request.Headers[name])
            {
                if (Clean(name, value) is { Length: > 0 } clean)
                    head.Append(name).Append(": ").Append(clean).Append("\r\n");
            }
        }

        foreach (var (name, value) in identity)
            head.Append(name).Append(": ").Append(value).Append("\r\n");

        // Not Latin1, which .NET fits as best it can: a full-width name would arrive as another, plain one.
        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }

    private static string Clean(string name, string? value)
    {
        if (value is null || value.AsSpan().IndexOfAny('\r', '\n') >= 0)
            return "";
        if (name != "Sec-WebSocket-Protocol" || !value.Contains(TokenProtocol, StringComparison.Ordinal))
            return value;
        return string.Join(", ", value.Split(',', StringSplitOptions.TrimEntries).Where(protocol => !protocol.StartsWith(TokenProtocol, StringComparison.Ordinal)));
    }
}

using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tiphys.Node.Server;

/// <summary>Switches a request's connection to WebSocket (RFC 6455, section 4.2) or SPDY.</summary>
internal static class StreamUpgrade
{
    private const string WebSocketGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(30);

    public static bool IsWebSocket(HttpRequest request) => Names(request, "websocket");

    public static bool IsSpdy(HttpRequest request) => Names(request, "SPDY/3.1");

    /// <summary>The subprotocols that a WebSocket client offers, the best first.</summary>
    public static IReadOnlyList<string> Subprotocols(HttpRequest request) => Split(request.Headers.SecWebSocketProtocol);

    /// <summary>The stream protocols that a SPDY client offers.</summary>
    public static IReadOnlyList<string> StreamProtocols(HttpRequest request) => Split(request.Headers["X-Stream-Protocol-Version"]);

    /// <param name="subprotocol">What was chosen of the client's offers; empty for none.</param>
    public static async Task<WebSocket> ToWebSocketAsync(HttpContext http, string subprotocol)
    {
        var key = http.Request.Headers.SecWebSocketKey.ToString();
        if (http.Request.Headers.SecWebSocketVersion != "13" || key.Length == 0)
            throw new NodeRequestException(400, "unsupported WebSocket handshake");
        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers.Connection = "Upgrade";
        // The protocol's handshake asks for SHA-1; it proves understanding, not identity.
        http.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + WebSocketGuid)));
        if (subprotocol.Length > 0)
            http.Response.Headers.SecWebSocketProtocol = subprotocol;
        var transport = await UpgradeAsync(http).ConfigureAwait(false);
        // Without the subprotocol, which is in the header already: .NET refuses names with a slash, and Kubernetes has one.
        return WebSocket.CreateFromStream(transport, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = PingInterval });
    }

    /// <param name="protocol">What was chosen of the client's offers.</param>
    public static Task<Stream> ToSpdyAsync(HttpContext http, string protocol)
    {
        http.Response.Headers.Upgrade = "SPDY/3.1";
        http.Response.Headers.Connection = "Upgrade";
        http.Response.Headers["X-Stream-Protocol-Version"] = protocol;
        return UpgradeAsync(http);
    }

    private static async Task<Stream> UpgradeAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
            throw new NodeRequestException(400, "Upgrade request required");
        return await upgrade.UpgradeAsync().ConfigureAwait(false);
    }

    private static bool Names(HttpRequest request, string protocol) =>
        request.Headers.Connection.ToString().Contains("upgrade", StringComparison.OrdinalIgnoreCase)
        && string.Equals(request.Headers.Upgrade.ToString(), protocol, StringComparison.OrdinalIgnoreCase);

    private static string[] Split(Microsoft.Extensions.Primitives.StringValues values) =>
        [.. values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
}

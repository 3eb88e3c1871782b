using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Subresources.Streaming;

/// <summary>The server's side of the WebSocket handshake (RFC 6455, section 4.2).</summary>
internal static class WebSocketUpgrade
{
    private const string HandshakeSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static bool IsWanted(HttpContext http) =>
        UpgradeTunnel.IsUpgrade(http) && http.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase);

    /// <param name="protocol">The subprotocol that was chosen of those the client offers; null for none.</param>
    /// <exception cref="ApiException">400: no WebSocket handshake.</exception>
    public static async Task<WebSocket> AcceptAsync(HttpContext http, string? protocol)
    {
        var key = http.Request.Headers.SecWebSocketKey.ToString();
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || key.Length == 0)
            throw ApiException.BadRequest("the request is no WebSocket handshake");
        var headers = http.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
#pragma warning disable CA5350 // SHA-1 is what RFC 6455 demands of the handshake; nothing is secured by it.
        headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeSuffix)));
#pragma warning restore CA5350
        if (protocol is not null)
            headers.SecWebSocketProtocol = protocol;
        var stream = await upgrade.UpgradeAsync().ConfigureAwait(false);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = protocol, KeepAliveInterval = TimeSpan.FromSeconds(30) });
    }
}

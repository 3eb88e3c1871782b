using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Subresources.Streaming;

/// <summary>Logs over a WebSocket (RFC 6455): a binary message for each piece, or base64 text for browsers that ask for it.</summary>
internal static class LogSocket
{
    private const string Base64Protocol = "base64.binary.k8s.io";
    private static readonly string[] Protocols = ["binary.k8s.io", Base64Protocol];

    /// <exception cref="ApiException">400: no WebSocket handshake.</exception>
    public static async Task RelayAsync(RequestContext context, HttpResponseMessage answer)
    {
        var protocol = Choose(context.Http.Request);
        using var socket = await WebSocketUpgrade.AcceptAsync(context.Http, protocol).ConfigureAwait(false);
        var body = await answer.Content.ReadAsStreamAsync(context.Aborted).ConfigureAwait(false);
        await using var closing = body.ConfigureAwait(false);
        var buffer = new byte[16 << 10];
        while (await body.ReadAsync(buffer, context.Aborted).ConfigureAwait(false) is > 0 and var read)
            await SendAsync(socket, buffer.AsMemory(0, read), protocol == Base64Protocol, context.Aborted).ConfigureAwait(false);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.Aborted).ConfigureAwait(false);
    }

    private static async ValueTask SendAsync(WebSocket socket, ReadOnlyMemory<byte> piece, bool base64, CancellationToken cancellationToken)
    {
        if (base64)
            await socket.SendAsync(Encoding.ASCII.GetBytes(Convert.ToBase64String(piece.Span)), WebSocketMessageType.Text, true, cancellationToken).ConfigureAwait(false);
        else
            await socket.SendAsync(piece, WebSocketMessageType.Binary, true, cancellationToken).ConfigureAwait(false);
    }

    private static string? Choose(HttpRequest request)
    {
        var offered = request.Headers.SecWebSocketProtocol.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries));
        return offered.FirstOrDefault(Protocols.Contains);
    }
}

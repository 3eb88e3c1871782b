using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Tiphys.Node.Streaming;

namespace Tiphys.Node.Tests.Streaming;

/// <summary>Runs commands in containers through the API server as kubectl does.</summary>
internal static class ExecClient
{
    /// <summary>By WebSocket, newest protocol; stdin, if given, is closed after it was sent.</summary>
    public static async Task<(string Output, string Error, string Status)> ByWebSocketAsync(Uri server, string path, string? stdin = null, string protocol = "v5.channel.k8s.io")
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        await socket.ConnectAsync(new Uri($"ws://{server.Authority}{path}"), default);
        Assert.Equal(protocol, socket.SubProtocol);
        if (stdin is not null)
        {
            byte[] message = [0, .. Encoding.UTF8.GetBytes(stdin)];
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, default);
            await socket.SendAsync(new byte[] { 255, 0 }, WebSocketMessageType.Binary, true, default);
        }

        var texts = new StringBuilder[5];
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer, default);
            if (result.MessageType == WebSocketMessageType.Close)
                break;
            (texts[buffer[0]] ??= new()).Append(Encoding.UTF8.GetString(buffer, 1, result.Count - 1));
        }

        return ($"{texts[1]}", $"{texts[2]}", $"{texts[3]}");
    }

    /// <summary>By SPDY, as older clients do.</summary>
    public static async Task<(string Output, string Status)> BySpdyAsync(Uri server, string path, string stdin)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Host, server.Port);
        var transport = new NetworkStream(socket);
        await transport.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\nX-Stream-Protocol-Version: v3.channel.k8s.io\r\nContent-Length: 0\r\n\r\n"));
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n"))
            head.Append((char)transport.ReadByte());
        Assert.StartsWith("HTTP/1.1 101", head.ToString());
        Assert.Contains("x-stream-protocol-version: v4.channel.k8s.io", head.ToString().ToLowerInvariant());
        await using var channels = await SpdyChannels.OpenAsync(transport, RemoteProtocol.V4, new StreamOptions(true, true, false, false), default);
        await channels.Stdin!.WriteAsync(Encoding.UTF8.GetBytes(stdin), default);
        await channels.Stdin.CompleteWriteAsync(default);
        return (await ReadAsync(channels.Stdout!), await ReadAsync(channels.Error));
    }

    private static async Task<string> ReadAsync(RemoteStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[32 * 1024];
        while (await stream.ReadAsync(buffer, default) is > 0 and var count)
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return text.ToString();
    }
}

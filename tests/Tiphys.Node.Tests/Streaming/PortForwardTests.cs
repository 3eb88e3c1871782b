using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Tiphys.Node.Streaming.Spdy;
using Tiphys.Node.Streaming.WebSockets;
using Tiphys.Node.Tests.Pods;

namespace Tiphys.Node.Tests.Streaming;

[Collection(nameof(NodeCollection))]
public sealed class PortForwardTests(TestNode node)
{
    [Fact]
    public async Task PortForward_Tunnelled_ReachesTheLoopbackOfThePod()
    {
        await PodAsync("forward");
        using var socket = await ConnectAsync("/api/v1/namespaces/default/pods/forward/portforward", "SPDY/3.1+portforward.k8s.io");
        await using var connection = new SpdyConnection(new WebSocketByteStream(socket), isServer: false);
        var reading = connection.RunAsync(default);

        var answer = await RequestAsync(connection, "8080", "0");
        var second = await RequestAsync(connection, "8080", "1");
        var refused = await RequestAsync(connection, "8081", "2");

        Assert.EndsWith("served\n", answer.Data);
        Assert.EndsWith("served\n", second.Data);
        Assert.Contains("failed to connect to localhost:8081 inside", refused.Error);
    }

    [Fact]
    public async Task PortForward_ByChannels_AnnouncesThePortAndCarriesData()
    {
        await PodAsync("forward-ws");
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("v4.channel.k8s.io");
        await socket.ConnectAsync(new Uri($"ws://{node.Server.Http.BaseAddress!.Authority}/api/v1/namespaces/default/pods/forward-ws/portforward?ports=8080"), default);
        var buffer = new byte[1000];
        for (var channel = 0; channel < 2; channel++)
        {
            var announced = await socket.ReceiveAsync(buffer, default);
            Assert.Equal([(byte)channel, 0x90, 0x1f], buffer[..announced.Count]);
        }

        await socket.SendAsync((byte[])[0, .. "GET / HTTP/1.0\r\n\r\n"u8], WebSocketMessageType.Binary, true, default);
        var text = new StringBuilder();
        while (!text.ToString().Contains("served"))
        {
            var result = await socket.ReceiveAsync(buffer, default);
            Assert.Equal(0, buffer[0]);
            text.Append(Encoding.UTF8.GetString(buffer, 1, result.Count - 1));
        }
    }

    /// <summary>.NET's own client refuses subprotocols with a slash.</summary>
    private async Task<WebSocket> ConnectAsync(string path, string protocol)
    {
        var address = node.Server.Http.BaseAddress!;
        var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port);
        var transport = tcp.GetStream();
        await transport.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n"));
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n"))
            head.Append((char)transport.ReadByte());
        Assert.StartsWith("HTTP/1.1 101", head.ToString());
        Assert.Contains(protocol, head.ToString());
        return WebSocket.CreateFromStream(transport, new WebSocketCreationOptions { IsServer = false });
    }

    private static async Task<(string Data, string Error)> RequestAsync(SpdyConnection connection, string port, string request)
    {
        var error = await connection.OpenAsync(new Dictionary<string, string> { ["streamtype"] = "error", ["port"] = port, ["requestid"] = request }, default);
        await error.CompleteWriteAsync(default);
        var data = await connection.OpenAsync(new Dictionary<string, string> { ["streamtype"] = "data", ["port"] = port, ["requestid"] = request }, default);
        await data.WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), default);
        return (await ReadAsync(data), await ReadAsync(error));
    }

    private static async Task<string> ReadAsync(SpdyStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[1000];
        while (await stream.ReadAsync(buffer, default) is > 0 and var count)
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return text.ToString();
    }

    private async Task PodAsync(string name)
    {
        // Listening on the pod's loopback only: nothing but a dial from inside its namespace gets there.
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: {name}}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{node.Machine.Busybox}', command: [sh, -c, 'echo served > /tmp/index.html; exec httpd -f -p 127.0.0.1:8080 -h /tmp'], readinessProbe: {{exec: {{command: [sh, -c, 'grep -q 1F90 /proc/net/tcp']}}}}}}]}}}}");
        await node.WaitReadyAsync(name);
    }
}

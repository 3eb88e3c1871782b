using System.Net.WebSockets;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Verbs;

public sealed class WatchSocketTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Watch_OverAWebSocket_SendsEachEventAsAMessage()
    {
        await using var server = await TestApiServer.StartAsync();
        using var socket = await OpenAsync(server, "application/json");
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");
        Assert.Equal(["a", "b"], [await NextAsync(socket), await NextAsync(socket)]);
    }

    [Fact]
    public async Task Watch_InProtobuf_SendsBinaryMessagesWithoutALength()
    {
        await using var server = await TestApiServer.StartAsync();
        using var socket = await OpenAsync(server, "application/vnd.kubernetes.protobuf");
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (message, type) = await ReceiveAsync(socket);
        Assert.Equal(WebSocketMessageType.Binary, type);
        Assert.Equal([0x0a, 5, (byte)'A'], message[..3]);
    }

    [Fact]
    public async Task Watch_WhoseTimeIsOver_ClosesTheSocket()
    {
        await using var server = await TestApiServer.StartAsync();
        using var socket = await OpenAsync(server, "application/json", "&timeoutSeconds=1");
        var (_, type) = await ReceiveAsync(socket);
        Assert.Equal(WebSocketMessageType.Close, type);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    private static async Task<ClientWebSocket> OpenAsync(TestApiServer server, string accept, string more = "")
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Accept", accept);
        var revision = (await server.GetAsync(ConfigMaps))["metadata.resourceVersion"];
        using var limit = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new UriBuilder(server.Http.BaseAddress!) { Scheme = "ws", Path = ConfigMaps, Query = $"watch=true&resourceVersion={revision}{more}" }.Uri, limit.Token);
        return socket;
    }

    private static async Task<string?> NextAsync(ClientWebSocket socket)
    {
        var (message, type) = await ReceiveAsync(socket);
        Assert.Equal(WebSocketMessageType.Text, type);
        var change = DocReader.ParseObject(message);
        Assert.Equal("ADDED", change.GetString("type"));
        return (change.GetPath("object", "metadata", "name") as DocString)?.Value;
    }

    private static async Task<(byte[] Message, WebSocketMessageType Type)> ReceiveAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Patience);
        var buffer = new byte[64 << 10];
        var received = await socket.ReceiveAsync(buffer, limit.Token);
        return (buffer[..received.Count], received.MessageType);
    }
}

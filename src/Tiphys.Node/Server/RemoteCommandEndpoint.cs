using Microsoft.AspNetCore.Http;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Streaming;
using Tiphys.Node.Streaming.WebSockets;

namespace Tiphys.Node.Server;

/// <summary><c>/exec</c> and <c>/attach</c>: a client's WebSocket or SPDY connection joined to the runtime's streams.</summary>
internal sealed class RemoteCommandEndpoint(PodLookup pods, IContainerRuntime runtime, bool isAttach) : INodeEndpoint
{
    public async Task HandleAsync(HttpContext http, NodeRoute route)
    {
        var options = StreamOptions.Parse(http.Request.Query)
            ?? throw new NodeRequestException(400, "you must specify at least 1 of stdin, stdout, stderr");
        var (_, container) = pods.Running(route);
        // The runtime is asked before the connection is switched: its refusal is then a plain answer.
        var address = isAttach
            ? await AttachAsync(container.Id, options, http.RequestAborted).ConfigureAwait(false)
            : await ExecAsync(container.Id, options, http).ConfigureAwait(false);
        await using var client = await AcceptAsync(http, options).ConfigureAwait(false);
        try
        {
            await using var command = await RuntimeStreamClient.ConnectAsync(address, options, http.RequestAborted).ConfigureAwait(false);
            await StreamBridge.RunAsync(client, command, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await StreamBridge.FailAsync(client, e.Message, http.RequestAborted).ConfigureAwait(false);
        }
    }

    private static async Task<IRemoteChannels> AcceptAsync(HttpContext http, StreamOptions options)
    {
        if (StreamUpgrade.IsWebSocket(http.Request))
        {
            var protocol = ChannelSubprotocol.Choose(StreamUpgrade.Subprotocols(http.Request))
                ?? throw new NodeRequestException(400, "none of the WebSocket subprotocols is known");
            var socket = await StreamUpgrade.ToWebSocketAsync(http, protocol.Name).ConfigureAwait(false);
            var channels = new WebSocketChannels(socket, protocol, options, http.RequestAborted);
            await channels.GreetAsync(http.RequestAborted).ConfigureAwait(false);
            return channels;
        }

        if (!StreamUpgrade.IsSpdy(http.Request))
            throw new NodeRequestException(400, "Upgrade request required");
        var version = RemoteProtocol.ChooseSpdy(StreamUpgrade.StreamProtocols(http.Request))
            ?? throw new NodeRequestException(403, "unable to negotiate protocol: none of the client's is known");
        var transport = await StreamUpgrade.ToSpdyAsync(http, version).ConfigureAwait(false);
        return await SpdyChannels.AcceptAsync(transport, version, options, http.RequestAborted).ConfigureAwait(false);
    }

    private Task<Uri> ExecAsync(string containerId, StreamOptions options, HttpContext http)
    {
        var command = http.Request.Query["command"];
        if (command.Count == 0)
            throw new NodeRequestException(400, "you must specify a command");
        var request = new ExecRequest { ContainerId = containerId, Stdin = options.Stdin, Stdout = options.Stdout, Stderr = options.Stderr, Tty = options.Tty };
        request.Cmd.AddRange(command.Select(part => part ?? ""));
        return runtime.ExecAsync(request, http.RequestAborted);
    }

    private Task<Uri> AttachAsync(string containerId, StreamOptions options, CancellationToken cancellationToken) => runtime.AttachAsync(
        new AttachRequest { ContainerId = containerId, Stdin = options.Stdin, Stdout = options.Stdout, Stderr = options.Stderr, Tty = options.Tty },
        cancellationToken);
}

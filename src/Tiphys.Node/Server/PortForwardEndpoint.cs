using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tiphys.Node.Pods;
using Tiphys.Node.Streaming;
using Tiphys.Node.Streaming.PortForwarding;
using Tiphys.Node.Streaming.WebSockets;

namespace Tiphys.Node.Server;

/// <summary><c>/portForward</c>: connections to ports inside a pod, over SPDY, SPDY in a WebSocket, or WebSocket channels.</summary>
internal sealed class PortForwardEndpoint(PodLookup pods, PodDialer dialer) : INodeEndpoint
{
    public async Task HandleAsync(HttpContext http, NodeRoute route)
    {
        var worker = pods.Pod(route);
        var sandbox = worker.Runtime.ReadySandbox ?? throw new NodeRequestException(404, $"pod {route.Pod} is not running");
        var target = new PortForwardTarget(dialer, sandbox.Id, worker.Pod.IsHostNetwork());
        if (StreamUpgrade.IsSpdy(http.Request))
        {
            if (!StreamUpgrade.StreamProtocols(http.Request).Contains(RemoteProtocol.PortForward))
                throw new NodeRequestException(403, $"unable to upgrade: the protocol must be {RemoteProtocol.PortForward}");
            var transport = await StreamUpgrade.ToSpdyAsync(http, RemoteProtocol.PortForward).ConfigureAwait(false);
            await SpdyPortForward.RunAsync(transport, target, http.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (!StreamUpgrade.IsWebSocket(http.Request))
            throw new NodeRequestException(400, "Upgrade request required");
        var offered = StreamUpgrade.Subprotocols(http.Request);
        if (offered.Contains(RemoteProtocol.TunnelledPortForward))
        {
            var tunnel = await StreamUpgrade.ToWebSocketAsync(http, RemoteProtocol.TunnelledPortForward).ConfigureAwait(false);
            await SpdyPortForward.RunAsync(new WebSocketByteStream(tunnel), target, http.RequestAborted).ConfigureAwait(false);
            return;
        }

        var ports = Ports(http.Request.Query);
        var protocol = ChannelSubprotocol.Choose(offered) ?? throw new NodeRequestException(400, "none of the WebSocket subprotocols is known");
        var socket = await StreamUpgrade.ToWebSocketAsync(http, protocol.Name).ConfigureAwait(false);
        await WebSocketPortForward.RunAsync(socket, protocol, ports, target, http.RequestAborted).ConfigureAwait(false);
    }

    private static List<int> Ports(IQueryCollection query)
    {
        var ports = new List<int>();
        foreach (var text in query["port"].SelectMany(value => (value ?? "").Split(',')))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
                throw new NodeRequestException(400, $"\"{text}\" is not a port");
            ports.Add(port);
        }

        return ports.Count is > 0 and <= 100 ? ports : throw new NodeRequestException(400, "query parameter \"port\" is required");
    }
}

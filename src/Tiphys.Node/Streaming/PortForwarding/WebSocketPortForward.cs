using System.Buffers.Binary;
using System.Net.WebSockets;
using Tiphys.Node.Streaming.WebSockets;

namespace Tiphys.Node.Streaming.PortForwarding;

/// <summary>
/// Port-forward over WebSocket channels: for the n-th port of the query, channel 2n carries data and 2n+1 errors. The first message on each is the
/// port, two bytes little endian. One connection per port.
/// </summary>
internal static class WebSocketPortForward
{
    public static async Task RunAsync(WebSocket socket, ChannelSubprotocol protocol, IReadOnlyList<int> ports, PortForwardTarget target, CancellationToken cancellationToken)
    {
        await using var channels = new NumberedChannels(socket, protocol, ports.Count * 2, cancellationToken);
        var pumps = new List<Task>();
        for (var i = 0; i < ports.Count; i++)
        {
            var announced = new byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(announced, (ushort)ports[i]);
            var (data, error) = (channels[i * 2], channels[(i * 2) + 1]);
            await data.WriteAsync(announced, cancellationToken).ConfigureAwait(false);
            await error.WriteAsync(announced, cancellationToken).ConfigureAwait(false);
            pumps.Add(PortPump.RunAsync(target, ports[i], data, error, cancellationToken));
        }

        await Task.WhenAny(Task.WhenAll(pumps), channels.Closed).ConfigureAwait(false);
    }
}

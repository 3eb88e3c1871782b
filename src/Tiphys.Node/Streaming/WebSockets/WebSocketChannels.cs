using System.Net.WebSockets;

namespace Tiphys.Node.Streaming.WebSockets;

/// <summary>The streams of an exec or attach over one WebSocket, by the numbers that the remote command protocol gives them.</summary>
internal sealed class WebSocketChannels(WebSocket socket, ChannelSubprotocol protocol, StreamOptions options, CancellationToken cancellationToken) : IRemoteChannels
{
    private const int StdinNumber = 0, StdoutNumber = 1, StderrNumber = 2, ErrorNumber = 3, ResizeNumber = 4;
    private readonly NumberedChannels _channels = new(socket, protocol, 5, cancellationToken);

    public string Protocol => protocol.Version;

    public RemoteStream Error => _channels[ErrorNumber];

    public RemoteStream? Stdin => options.Stdin ? _channels[StdinNumber] : null;

    public RemoteStream? Stdout => options.Stdout ? _channels[StdoutNumber] : null;

    public RemoteStream? Stderr => options.Stderr ? _channels[StderrNumber] : null;

    public RemoteStream? Resize => options.Tty && RemoteProtocol.HasResize(protocol.Version) ? _channels[ResizeNumber] : null;

    public Task Closed => _channels.Closed;

    /// <summary>Sends an empty message, by which clients know that the command's streams stand.</summary>
    public ValueTask GreetAsync(CancellationToken cancellationToken)
    {
        var first = Stdout is not null ? StdoutNumber : Stderr is not null ? StderrNumber : ErrorNumber;
        return _channels.SendAsync((byte)first, ReadOnlyMemory<byte>.Empty, cancellationToken);
    }

    public ValueTask DisposeAsync() => _channels.DisposeAsync();
}

namespace Tiphys.Node.Streaming.WebSockets;

/// <summary>A WebSocket subprotocol of the remote command API: the protocol version and how messages are written.</summary>
/// <param name="Name">As negotiated; empty for clients that offer none.</param>
/// <param name="Version">A version of <see cref="RemoteProtocol"/>.</param>
/// <param name="IsBase64">Messages are text: the channel's digit, then base64. Otherwise binary: the channel's number, then the bytes.</param>
internal sealed record ChannelSubprotocol(string Name, string Version, bool IsBase64)
{
    private static readonly ChannelSubprotocol[] Known =
    [
        new(RemoteProtocol.V5, RemoteProtocol.V5, false),
        new(RemoteProtocol.V4, RemoteProtocol.V4, false),
        new("v4.base64.channel.k8s.io", RemoteProtocol.V4, true),
        new(RemoteProtocol.V3, RemoteProtocol.V3, false),
        new(RemoteProtocol.V2, RemoteProtocol.V2, false),
        new(RemoteProtocol.V1, RemoteProtocol.V1, false),
        new("base64.channel.k8s.io", RemoteProtocol.V1, true),
    ];

    /// <summary>The first one of the client's offers that we know; null if we know none.</summary>
    public static ChannelSubprotocol? Choose(IReadOnlyCollection<string> offered) => offered.Count == 0
        ? new ChannelSubprotocol("", RemoteProtocol.V1, false)
        : offered.Select(name => Known.FirstOrDefault(known => known.Name == name)).FirstOrDefault(known => known is not null);
}

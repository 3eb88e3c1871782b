using System.Net.Sockets;
using System.Text;

namespace Tiphys.Node.Streaming;

/// <summary>Connects to the streams that the runtime's CRI streaming server offers at an address.</summary>
internal static class RuntimeStreamClient
{
    private const int MostHeadBytes = 16 * 1024;

    /// <exception cref="IOException">The runtime did not switch to SPDY.</exception>
    public static async Task<IRemoteChannels> ConnectAsync(Uri address, StreamOptions options, CancellationToken cancellationToken)
    {
        // The address comes from the runtime's answer on its own socket; nothing but this machine is a place for it.
        if (!address.IsLoopback || address.Scheme != "http")
            throw new IOException($"the runtime offers its streams at {address.Scheme}://{address.Host}, which is not on this machine");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken).ConfigureAwait(false);
            var transport = new NetworkStream(socket, ownsSocket: true);
            await UpgradeAsync(transport, address, cancellationToken).ConfigureAwait(false);
            return await SpdyChannels.OpenAsync(transport, RemoteProtocol.V4, options, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task UpgradeAsync(Stream transport, Uri address, CancellationToken cancellationToken)
    {
        var request = $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
            + $"X-Stream-Protocol-Version: {RemoteProtocol.V4}\r\nContent-Length: 0\r\n\r\n";
        await transport.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken).ConfigureAwait(false);
        var head = await ReadHeadAsync(transport, cancellationToken).ConfigureAwait(false);
        if (!head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
            throw new IOException($"the runtime refused the streams: {head.Split("\r\n")[0]}");
    }

    /// <summary>Byte by byte: what follows the head belongs to SPDY.</summary>
    private static async Task<string> ReadHeadAsync(Stream transport, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < MostHeadBytes)
        {
            if (await transport.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 0)
                break;
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head[^2] == '\r' && head[^3] == '\n')
                return head.ToString();
        }

        throw new IOException("the runtime gave no answer to the upgrade");
    }
}

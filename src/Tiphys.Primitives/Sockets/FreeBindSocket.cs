using System.Net;
using System.Net.Sockets;

namespace Tiphys.Primitives.Sockets;

/// <summary>TCP sockets on addresses the machine may not have yet, such as the bridge's before the first pod (IP_FREEBIND, ip(7)).</summary>
public static class FreeBindSocket
{
    private const int SolIp = 0;
    private const int IpFreeBind = 15;

    /// <summary>A socket bound to the address, not listening yet; null where an ordinary one will do: loopback, and what is not IPv4.</summary>
    /// <exception cref="SocketException">The port is in use.</exception>
    public static Socket? TryBind(EndPoint endpoint)
    {
        if (endpoint is not IPEndPoint { AddressFamily: AddressFamily.InterNetwork } address || IPAddress.IsLoopback(address.Address))
            return null;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetRawSocketOption(SolIp, IpFreeBind, BitConverter.GetBytes(1));
        socket.Bind(endpoint);
        return socket;
    }
}

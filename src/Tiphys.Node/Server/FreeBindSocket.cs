using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Tiphys.Node.Server;

/// <summary>Listens on addresses that do not exist yet: the pods' gateway comes with the first pod.</summary>
internal static class FreeBindSocket
{
    private const int IpFreeBind = 15;

    public static Socket Create(EndPoint endpoint)
    {
        if (endpoint is not IPEndPoint { AddressFamily: AddressFamily.InterNetwork } address || IPAddress.IsLoopback(address.Address))
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetRawSocketOption(0, IpFreeBind, [1, 0, 0, 0]);
        socket.Bind(endpoint);
        return socket;
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Tiphys.ApiServer.Hosting;

/// <summary>Listening sockets on addresses the machine may not have yet, such as the bridge's before the first pod (IP_FREEBIND, ip(7)).</summary>
internal static class FreeBindSocket
{
    private const int SolIp = 0;
    private const int IpFreeBind = 15;

    public static Socket Create(EndPoint endpoint)
    {
        if (endpoint is not IPEndPoint { AddressFamily: AddressFamily.InterNetwork })
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetRawSocketOption(SolIp, IpFreeBind, BitConverter.GetBytes(1));
        socket.Bind(endpoint);
        return socket;
    }
}

using System.Net;
using System.Net.Sockets;

namespace Tiphys.Host.Configuration;

/// <summary>By which of its addresses others know this machine.</summary>
public static class HostAddress
{
    /// <summary>Somewhere beyond the default route; nothing is sent there.</summary>
    private static readonly IPEndPoint Elsewhere = new(IPAddress.Parse("192.0.2.1"), 9);

    /// <summary>The address this machine sends from by its default route; null if it has no route but its own.</summary>
    public static IPAddress? OfDefaultRoute()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            // Connecting a datagram socket only asks the kernel for the route.
            socket.Connect(Elsewhere);
            return socket.LocalEndPoint is IPEndPoint { Address: var address } && !IPAddress.IsLoopback(address) ? address : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace Tiphys.Network.Dns.Serving;

/// <summary>Sockets with the options a server for the whole node needs.</summary>
internal static class ListeningSocket
{
    private const int SocketLevel = 1;
    private const int ReusePort = 15;
    private const int IpLevel = 0;
    private const int FreeBind = 15;
    private const int Backlog = 256;

    /// <summary>A socket that shares its address with others of this process.</summary>
    public static Socket Udp(IPEndPoint address)
    {
        const int buffer = 4 << 20;
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = buffer, SendBufferSize = buffer };
        Bind(socket, address);
        return socket;
    }

    public static Socket Tcp(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        Bind(socket, address);
        socket.Listen(Backlog);
        return socket;
    }

    /// <summary>Ends the socket and wakes the thread that blocks on it.</summary>
    public static void Close(Socket socket)
    {
        try
        {
            // Closing alone does not wake a thread blocked in a receive on Linux.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // a socket without a peer says so and is shut down all the same
        }

        socket.Dispose();
    }

    private static void Bind(Socket socket, IPEndPoint address)
    {
        Set(socket, SocketLevel, ReusePort);
        // The pods' gateway appears with the first pod; we are there before it.
        if (address.AddressFamily == AddressFamily.InterNetwork)
            Set(socket, IpLevel, FreeBind);
        socket.Bind(address);
    }

    private static void Set(Socket socket, int level, int option) => socket.SetRawSocketOption(level, option, BitConverter.GetBytes(1));
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tiphys.Network.Tests.Lab;

/// <summary>Calls from a namespace and tells what happened: the answer, <c>refused</c> or <c>silence</c>.</summary>
public static class Caller
{
    private const int Patience = 700;

    public static string Tcp(this NetworkNamespace from, string address, int port) => from.Inside(() =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return Ask(() =>
        {
            // Connecting without blocking: a dropped packet must not hold the test for the system's two minutes.
            using var patience = new CancellationTokenSource(Patience);
            socket.ConnectAsync(IPAddress.Parse(address), port, patience.Token).AsTask().GetAwaiter().GetResult();
            socket.ReceiveTimeout = Patience;
            return Receive(socket);
        });
    });

    public static string Udp(this NetworkNamespace from, string address, int port, int sourcePort = 0) => from.Inside(() =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, sourcePort));
        return Ask(() =>
        {
            socket.ReceiveTimeout = Patience;
            socket.Connect(IPAddress.Parse(address), port);
            socket.Send("?"u8);
            return Receive(socket);
        });
    });

    private static string Ask(Func<string> call)
    {
        try
        {
            return call();
        }
        catch (OperationCanceledException)
        {
            return "silence";
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "refused",
                SocketError.TimedOut or SocketError.WouldBlock => "silence",
                _ => failure.SocketErrorCode.ToString(),
            };
        }
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[256];
        return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tiphys.Network.Tests.Lab;

/// <summary>A pod's network with a server that tells every caller whom it reached and as whom it came.</summary>
public sealed class PodLab : IDisposable
{
    public const int Port = 8080;

    private readonly TcpListener _tcp;
    private readonly UdpClient _udp;

    public PodLab(string address)
    {
        Address = address;
        _tcp = Network.Inside(() =>
        {
            var listener = new TcpListener(IPAddress.Any, Port);
            listener.Start();
            return listener;
        });
        _udp = Network.Inside(() => new UdpClient(new IPEndPoint(IPAddress.Any, Port)));
        _ = ServeTcpAsync();
        _ = ServeUdpAsync();
    }

    public string Address { get; }

    public NetworkNamespace Network { get; } = new("pod");

    public void Dispose()
    {
        _tcp.Dispose();
        _udp.Dispose();
        Network.Dispose();
    }

    private byte[] Answer(EndPoint? caller) => Encoding.ASCII.GetBytes($"{Address} saw {(caller as IPEndPoint)?.Address}");

    private async Task ServeTcpAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _tcp.AcceptSocketAsync();
                await client.SendAsync(Answer(client.RemoteEndPoint));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the lab is taken down
        }
    }

    private async Task ServeUdpAsync()
    {
        try
        {
            while (true)
            {
                var question = await _udp.ReceiveAsync();
                await _udp.SendAsync(Answer(question.RemoteEndPoint), question.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the lab is taken down
        }
    }
}

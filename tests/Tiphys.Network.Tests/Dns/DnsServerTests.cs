using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Tiphys.Network.Dns.Forwarding;
using Tiphys.Network.Dns.Serving;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Tests.Dns;

/// <summary>Real sockets, a real upstream.</summary>
public sealed class DnsServerTests : IDisposable
{
    private readonly ScriptedUpstream _upstream = new();
    private readonly UdpServer _udp;
    private readonly TcpServer _tcp;

    public DnsServerTests()
    {
        var zone = new ZoneFixture();
        var slow = new SlowPath(new CachingForwarder(_upstream, 100, TimeProvider.System), NullLogger.Instance);
        _udp = new UdpServer(zone.Responder, slow, new IPEndPoint(IPAddress.Loopback, 0), threads: 2);
        _tcp = new TcpServer(zone.Responder, slow, _udp.Address, TimeProvider.System);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
    }

    [Theory]
    [InlineData("web.default.svc.cluster.local", "NoError A 10.43.0.7")]
    [InlineData("www.example.com", "NoError A 192.0.2.1")]
    [InlineData("outside.default.svc.cluster.local", "NoError Cname www.example.com. A 192.0.2.1")]
    public async Task Question_OverUdpAndTcp_IsAnswered(string name, string expected)
    {
        byte[] question = Packets.Question(name, RecordType.A, edns: 1232);

        Assert.Equal(expected, Packets.Read(await UdpAsync(question)));
        Assert.Equal(expected, Packets.Read(await TcpAsync(question)));
    }

    [Fact]
    public async Task DeadUpstream_IsServerFailureForOthersAndNothingForTheCluster()
    {
        _upstream.IsDead = true;

        Assert.Equal("ServerFailure", Packets.Read(await UdpAsync(Packets.Question("www.example.com", RecordType.A))));
        Assert.Equal("NoError A 10.43.0.7", Packets.Read(await UdpAsync(Packets.Question("web.default.svc.cluster.local", RecordType.A))));
    }

    private async Task<byte[]> UdpAsync(byte[] question)
    {
        using var client = new UdpClient();
        client.Connect(_udp.Address);
        await client.SendAsync(question, Cancel);
        return (await client.ReceiveAsync(Cancel)).Buffer;
    }

    private async Task<byte[]> TcpAsync(byte[] question)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_udp.Address, Cancel);
        var stream = client.GetStream();
        byte[] framed = [(byte)(question.Length >> 8), (byte)question.Length, .. question];
        // In two pieces: the length may come alone.
        await stream.WriteAsync(framed.AsMemory(0, 1), Cancel);
        await stream.WriteAsync(framed.AsMemory(1), Cancel);
        byte[] size = new byte[2];
        await stream.ReadExactlyAsync(size, Cancel);
        byte[] answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(size)];
        await stream.ReadExactlyAsync(answer, Cancel);
        return answer;
    }
}

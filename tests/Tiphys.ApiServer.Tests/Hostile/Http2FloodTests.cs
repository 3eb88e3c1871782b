using System.Net;
using System.Net.Security;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Hosting;

namespace Tiphys.ApiServer.Tests.Hostile;

/// <summary>HTTP/2 clients that keep the server busy without reading an answer.</summary>
[Collection(MeasuredMemory.Name)]
public sealed class Http2FloodTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private TestApiServer _server = null!;
    private ApiServerListener _listener = null!;

    private IPEndPoint Address => new(IPAddress.Loopback, _listener.Addresses[0].Port);

    public async ValueTask InitializeAsync()
    {
        _server = await TestApiServer.StartAsync();
        var certificate = SslStreamCertificateContext.Create(Http2Peer.MakeCertificate(), null, offline: true);
        var options = new ListenerOptions { Endpoints = [new IPEndPoint(IPAddress.Loopback, 0)], Certificate = () => certificate };
        _listener = await ApiServerListener.StartAsync(_server.Server, options, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task StreamsOpenedAndReset_ManyTimes_EndTheConnection_CVE_2023_44487()
    {
        using var peer = await Http2Peer.OpenAsync(Address);
        var open = true;
        for (var stream = 1; open && stream < 200_000; stream += 2)
            open = await peer.SendAsync([.. Http2Peer.Request(stream, Http2Peer.VersionRequest), .. Http2Peer.Reset(stream)]);

        Assert.NotEqual(0, await peer.ReadGoodbyeAsync(Patience));
        await AssertServesAsync();
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("settings")]
    public async Task Frames_DemandingAnswersThatAreNotRead_AreBounded_CVE_2019_9512(string kind)
    {
        using var peer = await Http2Peer.OpenAsync(Address);
        var frame = kind == "ping" ? Http2Peer.Frame(Http2Peer.Ping, 0, 0, new byte[8]) : Http2Peer.Frame(Http2Peer.Settings, 0, 0, [0, 4, 0, 1, 0, 0]);
        var burst = Enumerable.Repeat(frame, 1_000).SelectMany(bytes => bytes).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // Written until the server takes no more, or for a few hundred thousand frames.
        for (var round = 0; round < 300; round++)
        {
            var writing = peer.SendAsync(burst);
            if (await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System)) != writing || !await writing)
                break;
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 50L << 20);
        await AssertServesAsync();
    }

    [Fact]
    public async Task HeaderBlock_ThatNeverEnds_EndsTheConnection()
    {
        using var peer = await Http2Peer.OpenAsync(Address);
        await peer.SendAsync(Http2Peer.Frame(Http2Peer.Headers, 0, 1, Http2Peer.VersionRequest));
        var open = true;
        for (var at = 0; open && at < 10_000; at++)
            open = await peer.SendAsync(Http2Peer.Frame(Http2Peer.Continuation, 0, 1, Http2Peer.Literal($"h{at}", new string('x', 1_000))));

        Assert.NotEqual(0, await peer.ReadGoodbyeAsync(Patience));
        await AssertServesAsync();
    }

    [Theory]
    [InlineData(Http2Peer.Data, 0, "00")] // data on no stream
    [InlineData(Http2Peer.WindowUpdate, 0, "00000000")] // a window of nothing
    [InlineData(Http2Peer.Settings, 0, "000400ffff")] // not a whole setting
    [InlineData(Http2Peer.Headers, 2, "82")] // a stream that is the server's
    [InlineData(Http2Peer.Headers, 1, "ffffffffffffffffff")] // no header block
    public async Task Frame_Malformed_EndsTheConnection(byte type, int stream, string payload)
    {
        using var peer = await Http2Peer.OpenAsync(Address);

        await peer.SendAsync(Http2Peer.Frame(type, 4, stream, Convert.FromHexString(payload)));

        Assert.NotEqual(0, await peer.ReadGoodbyeAsync(Patience));
        await AssertServesAsync();
    }

    private async Task AssertServesAsync()
    {
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
        using var client = new HttpClient(handler) { BaseAddress = _listener.Addresses[0], DefaultRequestVersion = HttpVersion.Version20 };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/version")).StatusCode);
    }
}

using System.IO.Pipelines;
using System.Text;
using Tiphys.Node.Streaming.Spdy;

namespace Tiphys.Node.Tests.Streaming;

public sealed class SpdyConnectionTests
{
    [Fact]
    public async Task Stream_ClientClosesItsHalf_ServerStillAnswers()
    {
        await using var pair = new Pair();
        var opening = pair.Client.OpenAsync(new Dictionary<string, string> { ["streamtype"] = "stdin" }, default);
        var served = await pair.Server.Opened.ReadAsync();
        await pair.Server.ReplyAsync(served, default);
        var stream = await opening;

        await stream.WriteAsync("question"u8.ToArray(), default);
        await stream.CompleteWriteAsync(default);

        Assert.Equal("stdin", served.Headers["StreamType"]);
        Assert.Equal("question", await ReadAllAsync(served));
        await served.WriteAsync("answer"u8.ToArray(), default);
        await served.CompleteWriteAsync(default);
        Assert.Equal("answer", await ReadAllAsync(stream));
    }

    [Fact]
    public async Task Connection_PeerGone_StreamsKeepWhatCameBeforeAndEnd()
    {
        await using var pair = new Pair();
        var opening = pair.Client.OpenAsync(new Dictionary<string, string> { ["streamtype"] = "error" }, default);
        var served = await pair.Server.Opened.ReadAsync();
        await pair.Server.ReplyAsync(served, default);
        var stream = await opening;
        await served.WriteAsync("outcome"u8.ToArray(), default);

        await pair.Server.DisposeAsync();
        await pair.ClientRun;

        Assert.Equal("outcome", await ReadAllAsync(stream));
        await Assert.ThrowsAsync<IOException>(async () => await stream.WriteAsync("more"u8.ToArray(), default));
    }

    [Fact]
    public async Task Connection_RandomFrames_EndsWithoutOtherErrors()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var bytes = new byte[random.Next(8, 400)];
            random.NextBytes(bytes);
            if (round % 2 == 0)
                (bytes[0], bytes[1], bytes[2], bytes[3], bytes[5], bytes[6]) = (0x80, 3, 0, (byte)random.Next(10), 0, 0);
            await using var connection = new SpdyConnection(new DuplexStream(new MemoryStream(bytes), Stream.Null), isServer: true);
            await connection.RunAsync(default);
        }
    }

    private static async Task<string> ReadAllAsync(SpdyStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[100];
        while (await stream.ReadAsync(buffer, default) is > 0 and var count)
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return text.ToString();
    }

    private sealed class Pair : IAsyncDisposable
    {
        public Pair()
        {
            Pipe up = new(), down = new();
            Client = new SpdyConnection(new DuplexStream(down.Reader.AsStream(), up.Writer.AsStream()), isServer: false);
            Server = new SpdyConnection(new DuplexStream(up.Reader.AsStream(), down.Writer.AsStream()), isServer: true);
            ClientRun = Client.RunAsync(default);
            ServerRun = Server.RunAsync(default);
        }

        public SpdyConnection Client { get; }

        public SpdyConnection Server { get; }

        public Task ClientRun { get; }

        public Task ServerRun { get; }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
            await Task.WhenAll(ClientRun, ServerRun);
        }
    }
}

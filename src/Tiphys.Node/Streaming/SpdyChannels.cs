using Tiphys.Node.Streaming.Spdy;

namespace Tiphys.Node.Streaming;

/// <summary>The streams of an exec or attach over SPDY: one SPDY stream each, named by its header <c>streamType</c>.</summary>
internal sealed class SpdyChannels : IRemoteChannels
{
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(30);
    private readonly SpdyConnection _connection;
    private readonly Dictionary<string, RemoteStream> _streams;

    private SpdyChannels(SpdyConnection connection, string protocol, Dictionary<string, RemoteStream> streams, Task closed)
    {
        (_connection, Protocol, _streams, Closed) = (connection, protocol, streams, closed);
    }

    public string Protocol { get; }

    public RemoteStream Error => _streams["error"];

    public RemoteStream? Stdin => _streams.GetValueOrDefault("stdin");

    public RemoteStream? Stdout => _streams.GetValueOrDefault("stdout");

    public RemoteStream? Stderr => _streams.GetValueOrDefault("stderr");

    public RemoteStream? Resize => _streams.GetValueOrDefault("resize");

    public Task Closed { get; }

    /// <summary>As a server: waits until the client has opened what it asked for.</summary>
    public static async Task<SpdyChannels> AcceptAsync(Stream transport, string protocol, StreamOptions options, CancellationToken cancellationToken)
    {
        var connection = new SpdyConnection(transport, isServer: true);
        var closed = connection.RunAsync(cancellationToken);
        var streams = new Dictionary<string, RemoteStream>();
        var wanted = Wanted(options, protocol).ToHashSet();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(OpenLimit);
        await foreach (var stream in connection.Opened.ReadAllAsync(limited.Token).ConfigureAwait(false))
        {
            await connection.ReplyAsync(stream, cancellationToken).ConfigureAwait(false);
            var type = stream.Headers.GetValueOrDefault("streamtype") ?? "";
            streams[type] = stream;
            if (wanted.All(streams.ContainsKey))
                return new SpdyChannels(connection, protocol, streams, closed);
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        throw new IOException("the client went before it had opened its streams");
    }

    /// <summary>As a client: opens the streams.</summary>
    public static async Task<SpdyChannels> OpenAsync(Stream transport, string protocol, StreamOptions options, CancellationToken cancellationToken)
    {
        var connection = new SpdyConnection(transport, isServer: false);
        var closed = connection.RunAsync(cancellationToken);
        var streams = new Dictionary<string, RemoteStream>();
        foreach (var type in Wanted(options, protocol))
            streams[type] = await connection.OpenAsync(new Dictionary<string, string> { ["streamtype"] = type }, cancellationToken).ConfigureAwait(false);
        return new SpdyChannels(connection, protocol, streams, closed);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static IEnumerable<string> Wanted(StreamOptions options, string protocol)
    {
        yield return "error";
        if (options.Stdin)
            yield return "stdin";
        if (options.Stdout)
            yield return "stdout";
        if (options.Stderr)
            yield return "stderr";
        if (options.Tty && RemoteProtocol.HasResize(protocol))
            yield return "resize";
    }
}

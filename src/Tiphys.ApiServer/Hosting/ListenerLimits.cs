namespace Tiphys.ApiServer.Hosting;

/// <summary>What one client may take of the server before any request is looked at.</summary>
public sealed record ListenerLimits
{
    /// <summary>Connections at a time; beyond it new ones are refused. Default 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Requests at a time on one HTTP/2 connection; a client that opens and resets beyond it is cut off. Default 250, as upstream.</summary>
    public int MaxStreamsPerConnection { get; init; } = 250;

    /// <summary>All headers of a request together, in bytes. Default 64 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 64 << 10;

    /// <summary>Headers of a request. Default 200.</summary>
    public int MaxHeaderCount { get; init; } = 200;

    /// <summary>The request line with its query, in bytes. Default 16 KiB.</summary>
    public int MaxRequestLineBytes { get; init; } = 16 << 10;

    /// <summary>A request's headers must have arrived within this. Default 32 seconds, as upstream.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>A connection without requests is closed after this. Default 90 seconds.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>A TLS handshake must be done within this. Default 10 seconds.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an HTTP/2 connection is asked whether it lives. Default 30 seconds.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);
}

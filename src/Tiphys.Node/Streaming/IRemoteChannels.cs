namespace Tiphys.Node.Streaming;

/// <summary>The streams of one exec or attach, towards a client or towards the runtime.</summary>
internal interface IRemoteChannels : IAsyncDisposable
{
    /// <summary>A version of <see cref="RemoteProtocol"/>.</summary>
    string Protocol { get; }

    RemoteStream Error { get; }

    RemoteStream? Stdin { get; }

    RemoteStream? Stdout { get; }

    RemoteStream? Stderr { get; }

    /// <summary>The terminal's size, as JSON objects with Width and Height.</summary>
    RemoteStream? Resize { get; }

    /// <summary>Completed when the connection is gone.</summary>
    Task Closed { get; }
}

namespace Tiphys.Node.Streaming;

/// <summary>One of the byte streams that an exec, attach or port-forward connection carries, either direction of which may end before the other.</summary>
internal abstract class RemoteStream
{
    /// <summary>Reads what the peer sent; 0 when it will send no more.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <exception cref="IOException">The connection broke, or the peer takes no more on this stream.</exception>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Says that nothing more will be written; reading goes on.</summary>
    public abstract ValueTask CompleteWriteAsync(CancellationToken cancellationToken);
}

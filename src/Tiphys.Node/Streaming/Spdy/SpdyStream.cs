using System.IO.Pipelines;

namespace Tiphys.Node.Streaming.Spdy;

/// <summary>One stream of a connection.</summary>
internal sealed class SpdyStream(SpdyConnection connection, uint id, IReadOnlyDictionary<string, string> headers) : RemoteStream
{
    private const long MostWaiting = 4 * 1024 * 1024;
    private readonly Pipe _received = new(new PipeOptions(pauseWriterThreshold: MostWaiting, resumeWriterThreshold: MostWaiting / 2, useSynchronizationContext: false));
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _writeEnded;
    private volatile bool _reset;

    public uint Id => id;

    /// <summary>What the stream was opened with.</summary>
    public IReadOnlyDictionary<string, string> Headers => headers;

    /// <summary>Completed when the peer has accepted a stream of ours.</summary>
    public Task Answered => _answered.Task;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await _received.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var available = result.Buffer;
        var count = (int)Math.Min(available.Length, buffer.Length);
        System.Buffers.BuffersExtensions.CopyTo(available.Slice(0, count), buffer.Span);
        _received.Reader.AdvanceTo(available.GetPosition(count));
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_writeEnded || _reset)
            throw new IOException("the stream is closed");
        return data.IsEmpty ? ValueTask.CompletedTask : connection.SendDataAsync(id, data, isLast: false, cancellationToken);
    }

    public override async ValueTask CompleteWriteAsync(CancellationToken cancellationToken)
    {
        if (_writeEnded || _reset)
            return;
        _writeEnded = true;
        await connection.SendDataAsync(id, ReadOnlyMemory<byte>.Empty, isLast: true, cancellationToken).ConfigureAwait(false);
    }

    internal void Accept() => _answered.TrySetResult();

    internal async ValueTask ReceiveAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!data.IsEmpty)
            await _received.Writer.WriteAsync(data, cancellationToken).ConfigureAwait(false);
    }

    internal ValueTask ReceiveEndAsync() => _received.Writer.CompleteAsync();

    /// <summary>Nobody here reads any more: what still comes is dropped.</summary>
    internal void Abandon() => _received.Reader.Complete();

    /// <summary>The peer refused the stream or ended both directions at once; or the connection is gone.</summary>
    internal void Abort(Exception reason)
    {
        _reset = true;
        _answered.TrySetException(reason);
        _ = _answered.Task.Exception;
        // Without the reason: a pipe that ends with one forgets what it holds, and a command's outcome is mostly still in it.
        _received.Writer.Complete();
    }
}

using System.Buffers;
using System.IO.Pipelines;

namespace Tiphys.Node.Streaming.WebSockets;

/// <summary>One channel of a WebSocket connection.</summary>
internal sealed class WebSocketChannel(NumberedChannels owner, byte number) : RemoteStream
{
    private const long MostWaiting = 4 * 1024 * 1024;
    private readonly Pipe _received = new(new PipeOptions(pauseWriterThreshold: MostWaiting, resumeWriterThreshold: MostWaiting / 2, useSynchronizationContext: false));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await _received.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var count = (int)Math.Min(result.Buffer.Length, buffer.Length);
        result.Buffer.Slice(0, count).CopyTo(buffer.Span);
        _received.Reader.AdvanceTo(result.Buffer.GetPosition(count));
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => owner.SendAsync(number, data, cancellationToken);

    /// <summary>Only clients close single channels; what we have to say ends with the connection.</summary>
    public override ValueTask CompleteWriteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    internal async ValueTask ReceiveAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!data.IsEmpty)
            await _received.Writer.WriteAsync(data, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Nobody here reads any more: what still comes is dropped.</summary>
    internal void Abandon() => _received.Reader.Complete();

    internal void ReceiveEnd() => _received.Writer.Complete();
}

using System.Net.WebSockets;

namespace Tiphys.Node.Streaming.WebSockets;

/// <summary>A byte stream inside a WebSocket: what port-forward tunnels SPDY through.</summary>
internal sealed class WebSocketByteStream(WebSocket socket) : Stream
{
    private readonly WebSocketMessages _messages = new(socket);
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty)
        {
            if (await _messages.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } message)
                return 0;
            _rest = message;
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _messages.WriteAsync(buffer, isText: false, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("asynchronous only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("asynchronous only");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => _messages.DisposeAsync();
}

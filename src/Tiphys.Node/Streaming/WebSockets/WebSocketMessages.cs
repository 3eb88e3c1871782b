using System.Buffers;
using System.Net.WebSockets;

namespace Tiphys.Node.Streaming.WebSockets;

/// <summary>Reads and writes whole messages. One reader, any number of writers.</summary>
internal sealed class WebSocketMessages(WebSocket socket) : IAsyncDisposable
{
    /// <summary>Longest message taken; clients cut what they send into far smaller ones.</summary>
    private const int MostBytes = 32 * 1024 * 1024;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ArrayBufferWriter<byte> _buffer = new(8192);

    /// <summary>The next message, valid until the next call; null when the peer closed.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        _buffer.ResetWrittenCount();
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(_buffer.GetMemory(4096), cancellationToken).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                    return null;
                _buffer.Advance(result.Count);
                if (_buffer.WrittenCount > MostBytes)
                    throw new IOException("WebSocket message too long");
                if (result.EndOfMessage)
                    return _buffer.WrittenMemory;
            }
        }
        catch (WebSocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, bool isText, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(message, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException e)
        {
            throw new IOException(e.Message, e);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Says goodbye as the protocol has it, so that the client knows the end from a broken connection; gives up on a client that does not listen.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It is gone already.
        }

        socket.Dispose();
        _writing.Dispose();
    }
}

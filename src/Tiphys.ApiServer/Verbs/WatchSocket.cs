using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Subresources.Streaming;

namespace Tiphys.ApiServer.Verbs;

/// <summary>
/// A watch over a WebSocket, as browsers open them: each event is a message, text for JSON, binary without the length before it for protobuf. What the client sends is
/// passed over.
/// </summary>
internal sealed class WatchSocket : PipeWriter, IAsyncDisposable
{
    private const int LengthPrefix = 4;
    private readonly WebSocket _socket;
    private readonly ResponseEncoding _encoding;
    private readonly CancellationTokenSource _gone;
    private readonly Task _listening;
    private readonly ArrayBufferWriter<byte> _events = new(16 << 10);
    private readonly List<int> _ends = [];

    private WatchSocket(WebSocket socket, ResponseEncoding encoding, CancellationToken aborted)
    {
        (_socket, _encoding) = (socket, encoding);
        _gone = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _listening = ListenAsync();
    }

    /// <summary>Set when the client has closed or gone.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <exception cref="Api.Errors.ApiException">400: no WebSocket handshake.</exception>
    public static async Task<WatchSocket> AcceptAsync(RequestContext context, ResponseEncoding encoding)
    {
        var offered = context.Http.Request.Headers.SecWebSocketProtocol.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries));
        var plain = offered.Where(protocol => !protocol.StartsWith("base64url.bearer.", StringComparison.Ordinal)).ToArray();
        return new(await WebSocketUpgrade.AcceptAsync(context.Http, plain is [var only] ? only : null).ConfigureAwait(false), encoding, context.Aborted);
    }

    /// <summary>What was written since the last call is one event.</summary>
    public void EndEvent() => _ends.Add(_events.WrittenCount);

    public override void Advance(int bytes) => _events.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _events.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _events.GetSpan(sizeHint);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var start = 0;
        foreach (var end in _ends)
        {
            var message = _events.WrittenMemory[(start + (_encoding == ResponseEncoding.Protobuf ? LengthPrefix : 0))..end];
            var type = _encoding == ResponseEncoding.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
            await _socket.SendAsync(message, type, endOfMessage: true, cancellationToken).ConfigureAwait(false);
            start = end;
        }

        _ends.Clear();
        _events.ResetWrittenCount();
        return new(isCanceled: false, isCompleted: _gone.IsCancellationRequested);
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    /// <summary>Says goodbye, if anybody is there to hear it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _gone.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            // The client has gone first.
        }

        await _gone.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        _socket.Dispose();
        _gone.Dispose();
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[256];
        try
        {
            while ((await _socket.ReceiveAsync(buffer, _gone.Token).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close)
            {
                // Nothing that a client may say means anything here.
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            // The client has gone without a word.
        }

        await _gone.CancelAsync().ConfigureAwait(false);
    }
}

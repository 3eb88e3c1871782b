using System.Buffers.Text;
using System.Net.WebSockets;

namespace Tiphys.Node.Streaming.WebSockets;

/// <summary>Byte streams over one WebSocket: each message begins with the number of its channel.</summary>
internal sealed class NumberedChannels : IAsyncDisposable
{
    /// <summary>v5: a message that begins with this closes the channel named by its second byte.</summary>
    private const byte CloseSignal = 255;

    private const int MostData = 32 * 1024;
    private readonly WebSocketMessages _messages;
    private readonly ChannelSubprotocol _protocol;
    private readonly WebSocketChannel[] _channels;

    public NumberedChannels(WebSocket socket, ChannelSubprotocol protocol, int count, CancellationToken cancellationToken)
    {
        _messages = new WebSocketMessages(socket);
        _protocol = protocol;
        _channels = [.. Enumerable.Range(0, count).Select(number => new WebSocketChannel(this, (byte)number))];
        Closed = ReadAsync(cancellationToken);
    }

    /// <summary>Completed when the client is gone.</summary>
    public Task Closed { get; }

    public WebSocketChannel this[int number] => _channels[number];

    public async ValueTask DisposeAsync()
    {
        await _messages.DisposeAsync().ConfigureAwait(false);
        foreach (var channel in _channels)
            channel.Abandon();
    }

    internal async ValueTask SendAsync(byte number, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        do
        {
            var part = data[..Math.Min(data.Length, MostData)];
            await SendPartAsync(number, part, cancellationToken).ConfigureAwait(false);
            data = data[part.Length..];
        }
        while (!data.IsEmpty);
    }

    private ValueTask SendPartAsync(byte number, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        if (!_protocol.IsBase64)
        {
            var message = new byte[part.Length + 1];
            message[0] = number;
            part.CopyTo(message.AsMemory(1));
            return _messages.WriteAsync(message, isText: false, cancellationToken);
        }

        var text = new byte[Base64.GetMaxEncodedToUtf8Length(part.Length) + 1];
        text[0] = (byte)('0' + number);
        Base64.EncodeToUtf8(part.Span, text.AsSpan(1), out _, out var written);
        return _messages.WriteAsync(text.AsMemory(0, written + 1), isText: true, cancellationToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _messages.ReadAsync(cancellationToken).ConfigureAwait(false) is { } message)
                await ReceiveAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone; its channels end below.
        }

        foreach (var channel in _channels)
            channel.ReceiveEnd();
    }

    private async ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (message.IsEmpty)
            return;
        var number = message.Span[0];
        if (_protocol.Version == RemoteProtocol.V5 && number == CloseSignal)
        {
            if (message.Length == 2 && message.Span[1] < _channels.Length)
                _channels[message.Span[1]].ReceiveEnd();
            return;
        }

        var data = message[1..];
        if (_protocol.IsBase64)
        {
            number -= (byte)'0';
            data = Decode(data);
        }

        if (number < _channels.Length)
            await _channels[number].ReceiveAsync(data, cancellationToken).ConfigureAwait(false);
    }

    private static byte[] Decode(ReadOnlyMemory<byte> text)
    {
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        Base64.DecodeFromUtf8(text.Span, decoded, out _, out var written);
        return decoded[..written];
    }
}

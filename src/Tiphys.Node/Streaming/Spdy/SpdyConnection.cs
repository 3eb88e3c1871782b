using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Tiphys.Node.Streaming.Spdy;

/// <summary>A SPDY/3.1 connection over an upgraded byte stream, in either role.</summary>
/// <remarks>
/// Safe for concurrent writers. <see cref="RunAsync"/> reads frames until the peer ends the connection; every stream then ends with it.
/// </remarks>
internal sealed class SpdyConnection(Stream transport, bool isServer) : IAsyncDisposable
{
    private const int HeadBytes = 8;
    private const int MostFrameBytes = 16 * 1024 * 1024;
    private const int MostDataBytes = 32 * 1024;
    private const int MostStreams = 1024;
    private const byte FlagFin = 1;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SpdyDeflater _deflater = new();
    private readonly SpdyInflater _inflater = new();
    private readonly ConcurrentDictionary<uint, SpdyStream> _streams = new();
    private readonly Channel<SpdyStream> _opened = Channel.CreateUnbounded<SpdyStream>();
    private readonly CancellationTokenSource _life = new();
    private uint _nextId = isServer ? 2u : 1u;

    /// <summary>The streams that the peer opens, in order; completed with the connection.</summary>
    public ChannelReader<SpdyStream> Opened => _opened.Reader;

    /// <summary>Opens a stream and waits until the peer has accepted it.</summary>
    public async Task<SpdyStream> OpenAsync(IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        SpdyStream stream;
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Ids must rise in the order in which the frames are sent.
            stream = new SpdyStream(this, _nextId, headers);
            _nextId += 2;
            _streams[stream.Id] = stream;
            var block = _deflater.Write(SpdyHeaders.Write(headers));
            var payload = new byte[10 + block.Length];
            BinaryPrimitives.WriteUInt32BigEndian(payload, stream.Id);
            block.CopyTo(payload, 10);
            await WriteFrameAsync(ControlHead(SpdyFrameType.SynStream, 0, payload.Length), payload, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }

        await stream.Answered.WaitAsync(cancellationToken).ConfigureAwait(false);
        return stream;
    }

    /// <summary>Reads frames until the connection ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Exception reason = new IOException("the connection was closed");
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _life.Token);
        try
        {
            var head = new byte[HeadBytes];
            while (await transport.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, life.Token).ConfigureAwait(false) == HeadBytes)
            {
                if (!await ReadFrameAsync(head, life.Token).ConfigureAwait(false))
                    break;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Net.WebSockets.WebSocketException)
        {
            reason = e as IOException ?? new IOException(e.Message, e);
        }

        _opened.Writer.TryComplete();
        foreach (var stream in _streams.Values)
            stream.Abort(reason);
    }

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync().ConfigureAwait(false);
        await transport.DisposeAsync().ConfigureAwait(false);
        foreach (var stream in _streams.Values)
            stream.Abandon();
    }

    /// <summary>Accepts a stream of the peer's.</summary>
    public Task ReplyAsync(SpdyStream stream, CancellationToken cancellationToken) => LockedAsync(
        () =>
        {
            var block = _deflater.Write(SpdyHeaders.Write(new Dictionary<string, string>()));
            var payload = new byte[4 + block.Length];
            BinaryPrimitives.WriteUInt32BigEndian(payload, stream.Id);
            block.CopyTo(payload, 4);
            return WriteFrameAsync(ControlHead(SpdyFrameType.SynReply, 0, payload.Length), payload, cancellationToken);
        },
        cancellationToken);

    /// <summary>Ends a stream in both directions at once.</summary>
    public Task ResetAsync(SpdyStream stream, CancellationToken cancellationToken)
    {
        _streams.TryRemove(stream.Id, out _);
        return SendPairAsync(SpdyFrameType.RstStream, stream.Id, 5, cancellationToken);
    }

    /// <summary>Forgets a stream that both sides are done with.</summary>
    public void Forget(SpdyStream stream)
    {
        if (_streams.TryRemove(stream.Id, out _))
            stream.Abandon();
    }

    internal async ValueTask SendDataAsync(uint id, ReadOnlyMemory<byte> data, bool isLast, CancellationToken cancellationToken)
    {
        do
        {
            var part = data[..Math.Min(data.Length, MostDataBytes)];
            data = data[part.Length..];
            var head = new byte[HeadBytes];
            BinaryPrimitives.WriteUInt32BigEndian(head, id);
            BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), (uint)part.Length);
            head[4] = isLast && data.IsEmpty ? FlagFin : (byte)0;
            await LockedAsync(() => WriteFrameAsync(head, part, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        while (!data.IsEmpty);
    }

    private async Task<bool> ReadFrameAsync(byte[] head, CancellationToken cancellationToken)
    {
        var length = (int)(BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)) & 0xffffff);
        if (length > MostFrameBytes)
            throw new SpdyException("frame too long");
        var payload = new byte[length];
        await transport.ReadExactlyAsync(payload, cancellationToken).ConfigureAwait(false);
        var flags = head[4];
        if ((head[0] & 0x80) == 0)
        {
            await ReceiveDataAsync(BinaryPrimitives.ReadUInt32BigEndian(head), payload, flags, cancellationToken).ConfigureAwait(false);
            return true;
        }

        var type = (SpdyFrameType)BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2));
        return type != SpdyFrameType.GoAway && await ReceiveControlAsync(type, flags, payload, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> ReceiveControlAsync(SpdyFrameType type, byte flags, byte[] payload, CancellationToken cancellationToken)
    {
        switch (type)
        {
            case SpdyFrameType.SynStream:
                await ReceiveOpenAsync(payload, flags).ConfigureAwait(false);
                break;
            case SpdyFrameType.SynReply:
                var answered = Find(payload, 4);
                _inflater.Read(payload.AsSpan(4));
                answered?.Accept();
                if ((flags & FlagFin) != 0 && answered is not null)
                    await answered.ReceiveEndAsync().ConfigureAwait(false);
                break;
            case SpdyFrameType.Headers:
                _ = Find(payload, 4);
                _inflater.Read(payload.AsSpan(4));
                break;
            case SpdyFrameType.RstStream:
                if (Find(payload, 8) is { } reset)
                {
                    _streams.TryRemove(reset.Id, out _);
                    reset.Abort(new IOException("the peer reset the stream"));
                }

                break;
            case SpdyFrameType.Ping when payload.Length >= 4:
                var id = BinaryPrimitives.ReadUInt32BigEndian(payload);
                // A ping of the peer's is odd from clients, even from servers; our own would come back otherwise.
                if (id % 2 == (isServer ? 1u : 0u))
                    await LockedAsync(() => WriteFrameAsync(ControlHead(SpdyFrameType.Ping, 0, 4), payload.AsMemory(0, 4), cancellationToken), cancellationToken).ConfigureAwait(false);
                break;
        }

        return true;
    }

    private async Task ReceiveOpenAsync(byte[] payload, byte flags)
    {
        if (payload.Length < 10)
            throw new SpdyException("short SYN_STREAM");
        var id = BinaryPrimitives.ReadUInt32BigEndian(payload) & 0x7fffffff;
        var headers = SpdyHeaders.Read(_inflater.Read(payload.AsSpan(10)));
        if (_streams.Count >= MostStreams)
            throw new SpdyException("too many streams");
        var stream = new SpdyStream(this, id, headers);
        if (!_streams.TryAdd(id, stream))
            throw new SpdyException("stream id used twice");
        if ((flags & FlagFin) != 0)
            await stream.ReceiveEndAsync().ConfigureAwait(false);
        _opened.Writer.TryWrite(stream);
    }

    private async Task ReceiveDataAsync(uint id, byte[] payload, byte flags, CancellationToken cancellationToken)
    {
        // Data of a stream that was closed here crosses our reset on its way; it is nobody's fault.
        if (!_streams.TryGetValue(id & 0x7fffffff, out var stream))
            return;
        await stream.ReceiveAsync(payload, cancellationToken).ConfigureAwait(false);
        if ((flags & FlagFin) != 0)
            await stream.ReceiveEndAsync().ConfigureAwait(false);
    }

    private SpdyStream? Find(byte[] payload, int least)
    {
        if (payload.Length < least)
            throw new SpdyException("short control frame");
        return _streams.GetValueOrDefault(BinaryPrimitives.ReadUInt32BigEndian(payload) & 0x7fffffff);
    }

    private Task SendPairAsync(SpdyFrameType type, uint first, uint second, CancellationToken cancellationToken)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(payload, first);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(4), second);
        return LockedAsync(() => WriteFrameAsync(ControlHead(type, 0, 8), payload, cancellationToken), cancellationToken);
    }

    private static byte[] ControlHead(SpdyFrameType type, byte flags, int length)
    {
        var head = new byte[HeadBytes];
        BinaryPrimitives.WriteUInt16BigEndian(head, 0x8003);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)type);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), (uint)length);
        head[4] = flags;
        return head;
    }

    private async Task LockedAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await write().ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task WriteFrameAsync(byte[] head, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        // One write: over a message transport a frame is then one message.
        var frame = new byte[head.Length + payload.Length];
        head.CopyTo(frame, 0);
        payload.CopyTo(frame.AsMemory(head.Length));
        await transport.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        await transport.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}

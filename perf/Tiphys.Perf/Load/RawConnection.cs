using System.Buffers.Text;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Tiphys.Perf.Load;

/// <summary>
/// One HTTP/1.1 connection over TLS, driven by hand: load generator and server share the machine's processors, so what a request costs here is missing there.
/// </summary>
/// <remarks>One request at a time. Knows what API servers answer with: a length, chunks, or a stream without end.</remarks>
internal sealed class RawConnection : IDisposable
{
    /// <summary>One TLS record at most arrives at a time from <see cref="SslStream"/>.</summary>
    private const int BufferSize = 16 << 10;

    private readonly string _name;
    private readonly SslStream _stream;
    private readonly string _host;
    private readonly byte[] _buffer = new byte[BufferSize];
    private byte[] _body = [];
    private int _start;
    private int _end;
    private long _chunk = -1;

    private RawConnection(string name, SslStream stream, string host) => (_name, _stream, _host) = (name, stream, host);

    public static async Task<RawConnection> OpenAsync(ApiTarget target, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target.Server.Host, target.Server.Port, cancellationToken);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(target.Tls(), cancellationToken);
        return new RawConnection(target.Name, stream, target.Server.Authority);
    }

    /// <param name="more">Further header lines, each with its line end.</param>
    public byte[] Get(string path, string more = "") => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {_host}\r\nUser-Agent: tiphys-perf\r\nAccept: application/json\r\n{more}\r\n");

    public byte[] Post(string path, string json) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST {path} HTTP/1.1\r\nHost: {_host}\r\nUser-Agent: tiphys-perf\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"));

    /// <returns>The answer's body, valid until the next request.</returns>
    /// <exception cref="WrongWorkException">Another status than the one wanted.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> AskAsync(byte[] request, int wanted)
    {
        await _stream.WriteAsync(request);
        var head = await ReadHeadAsync();
        int length = (int)await ReadBodyAsync(head, keep: true);
        if (head.Status != wanted)
            throw new WrongWorkException($"{_name}: {head.Status} instead of {wanted}: {Encoding.UTF8.GetString(_body, 0, length)}");
        return _body.AsMemory(0, length);
    }

    /// <summary>Reads an answer without keeping it.</summary>
    /// <returns>The body's length.</returns>
    public async ValueTask<long> DrainAsync(byte[] request)
    {
        await _stream.WriteAsync(request);
        var head = await ReadHeadAsync();
        long length = await ReadBodyAsync(head, keep: false);
        return head.Status == 200 ? length : throw new WrongWorkException($"{_name}: {head.Status} instead of 200");
    }

    /// <summary>Begins a watch: what follows is read with <see cref="ReadStreamAsync"/>.</summary>
    public async Task BeginStreamAsync(byte[] request)
    {
        await _stream.WriteAsync(request);
        var head = await ReadHeadAsync();
        if (head.Status != 200 || head.Length >= 0)
            throw new WrongWorkException($"{_name}: {head.Status} instead of a stream");
    }

    /// <summary>The next bytes of a stream, valid until the next call.</summary>
    /// <exception cref="StreamEndedException">The stream has ended.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadStreamAsync()
    {
        if (_chunk <= 0)
        {
            if (_chunk == 0)
                await ReadPartAsync(2, -1);
            _chunk = await ReadChunkHeadAsync();
            if (_chunk == 0)
                throw new StreamEndedException($"{_name}: a stream has ended");
        }

        if (_start == _end)
            await FillAsync();
        var taken = _buffer.AsMemory(_start, (int)Math.Min(_chunk, _end - _start));
        _start += taken.Length;
        _chunk -= taken.Length;
        return taken;
    }

    public void Dispose() => _stream.Dispose();

    private async ValueTask<AnswerHead> ReadHeadAsync()
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
            await FillAsync();
        var head = AnswerHead.Parse(_buffer.AsSpan(_start, length + 2));
        _start += length + 4;
        return head;
    }

    private async ValueTask<long> ReadBodyAsync(AnswerHead head, bool keep)
    {
        if (head.Length >= 0)
            return await ReadPartAsync(head.Length, keep ? 0 : -1);
        long total = 0;
        while (true)
        {
            int size = await ReadChunkHeadAsync();
            await ReadPartAsync(size, keep ? (int)total : -1);
            await ReadPartAsync(2, -1);
            if (size == 0)
                return total;
            total += size;
        }
    }

    private async ValueTask<int> ReadChunkHeadAsync()
    {
        int line;
        while ((line = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
            await FillAsync();
        if (!Utf8Parser.TryParse(_buffer.AsSpan(_start, line), out int size, out _, 'x'))
            throw new WrongWorkException($"{_name}: an answer that is not HTTP");
        _start += line + 2;
        return size;
    }

    /// <param name="at">Where in the body it belongs; -1 to pass over it.</param>
    private async ValueTask<long> ReadPartAsync(long length, int at)
    {
        if (at >= 0 && at + length > _body.Length)
            Array.Resize(ref _body, (int)Math.Max(at + length, _body.Length * 2L));
        for (long left = length; left > 0;)
        {
            if (_start == _end)
                await FillAsync();
            int part = (int)Math.Min(left, _end - _start);
            if (at >= 0)
            {
                _buffer.AsSpan(_start, part).CopyTo(_body.AsSpan(at));
                at += part;
            }

            _start += part;
            left -= part;
        }

        return length;
    }

    private async ValueTask FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        int read = await _stream.ReadAsync(_buffer.AsMemory(_end));
        if (read == 0)
            throw new WrongWorkException($"{_name}: the connection was closed in the midst of an answer");
        _end += read;
    }
}

using System.Buffers;
using System.Buffers.Text;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>
/// The client's side of an HTTP/1.1 connection on which one header may stand in several lines. <see cref="HttpClient"/> joins the values of a header into one line with
/// commas; aggregated servers take a line of X-Remote-Group as one group. Values parted by <see cref="Separator"/> become lines here.
/// </summary>
/// <remarks>Heads are told from bodies by their length. After a request with a chunked body the connection is closed, so that no body is ever searched.</remarks>
internal sealed class HeaderLineStream(Stream inner) : Stream
{
    /// <summary>Stands between values; in a header's value it is allowed to nobody else.</summary>
    public const char Separator = '\u001f';

    private readonly ArrayBufferWriter<byte> _head = new(1024);
    private long _bodyLeft;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var now = Take(buffer, out buffer);
            if (!now.IsEmpty)
                await inner.WriteAsync(now, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        for (ReadOnlyMemory<byte> rest = buffer.AsMemory(offset, count); !rest.IsEmpty;)
            inner.Write(Take(rest, out rest).Span);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
    }

    /// <summary>What of the written can go out now, and what is still to be looked at.</summary>
    private ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> written, out ReadOnlyMemory<byte> rest)
    {
        if (_bodyLeft > 0)
        {
            var body = (int)Math.Min(_bodyLeft, written.Length);
            _bodyLeft -= body;
            rest = written[body..];
            return written[..body];
        }

        _head.Write(written.Span);
        var end = _head.WrittenSpan.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            rest = default;
            return default;
        }

        var surplus = _head.WrittenCount - end - 4;
        rest = written[(written.Length - surplus)..];
        var head = Rewrite(_head.WrittenSpan[..(end + 2)]);
        _head.ResetWrittenCount();
        return head;
    }

    private ReadOnlyMemory<byte> Rewrite(ReadOnlySpan<byte> head)
    {
        var output = new ArrayBufferWriter<byte>(head.Length + 256);
        while (!head.IsEmpty)
        {
            var line = head[..head.IndexOf("\r\n"u8)];
            head = head[(line.Length + 2)..];
            var colon = line.IndexOf((byte)':');
            if (colon < 0)
                WriteLine(output, line);
            else
                WriteHeader(output, line[..colon], line[(colon + 1)..].TrimStart((byte)' '));
        }

        output.Write("\r\n"u8);
        return output.WrittenMemory;
    }

    private void WriteHeader(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (System.Text.Ascii.EqualsIgnoreCase(name, "Content-Length"u8) && Utf8Parser.TryParse(value, out long length, out _))
        {
            _bodyLeft = length;
        }
        else if (System.Text.Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
        {
            _bodyLeft = long.MaxValue;
            WriteLine(output, "Connection: close"u8);
        }

        foreach (var part in value.Split((byte)Separator))
        {
            output.Write(name);
            output.Write(": "u8);
            WriteLine(output, value[part]);
        }
    }

    private static void WriteLine(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> line)
    {
        output.Write(line);
        output.Write("\r\n"u8);
    }
}

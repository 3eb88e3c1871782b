using System.Buffers.Binary;
using System.Text;

namespace Tiphys.Node.Streaming.Spdy;

/// <summary>A header block (SPDY draft 3.1, section 2.6.10): names in lower case, several values of one name joined by a zero byte.</summary>
internal static class SpdyHeaders
{
    public static byte[] Write(IReadOnlyDictionary<string, string> headers)
    {
        var output = new MemoryStream();
        WriteNumber(output, headers.Count);
        foreach (var (name, value) in headers)
        {
            WriteText(output, name.ToLowerInvariant());
            WriteText(output, value);
        }

        return output.ToArray();
    }

    /// <exception cref="SpdyException">The block is malformed.</exception>
    public static Dictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var count = ReadNumber(ref block);
        for (var i = 0; i < count; i++)
        {
            var name = ReadText(ref block);
            headers[name] = ReadText(ref block);
        }

        return headers;
    }

    private static void WriteText(MemoryStream output, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteNumber(output, bytes.Length);
        output.Write(bytes);
    }

    private static void WriteNumber(MemoryStream output, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        output.Write(bytes);
    }

    private static string ReadText(ref ReadOnlySpan<byte> block)
    {
        var length = ReadNumber(ref block);
        if (length > block.Length)
            throw new SpdyException("truncated header block");
        var text = Encoding.UTF8.GetString(block[..length]);
        block = block[length..];
        return text;
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> block)
    {
        if (block.Length < 4)
            throw new SpdyException("truncated header block");
        var value = BinaryPrimitives.ReadInt32BigEndian(block);
        if (value < 0)
            throw new SpdyException("negative length in a header block");
        block = block[4..];
        return value;
    }
}

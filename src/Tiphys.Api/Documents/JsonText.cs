using System.Buffers;
using System.Text;

namespace Tiphys.Api.Documents;

/// <summary>
/// Writes JSON text straight into a buffer. Texts that came from a parse are copied as they were written; nothing is decoded to be
/// encoded again.
/// </summary>
internal ref struct JsonText(IBufferWriter<byte> output, bool pretty)
{
    private const int Indent = 2;
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\', .. Enumerable.Range(0xd800, 0x800).Select(code => (char)code)]);

    private Span<byte> _span = output.GetSpan(1024);
    private int _used;
    private int _depth;

    public void Raw(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _used += utf8.Length;
    }

    /// <summary>A text whose escapes stand as they are to be written.</summary>
    public void Quoted(ReadOnlySpan<byte> escaped)
    {
        var room = Room(escaped.Length + 2);
        room[0] = (byte)'"';
        escaped.CopyTo(room[1..]);
        room[escaped.Length + 1] = (byte)'"';
        _used += escaped.Length + 2;
    }

    public void Text(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny(Escaped) >= 0)
        {
            Quoted(JsonEscape.Encode(text));
            return;
        }

        var room = Room((text.Length * 3) + 2);
        room[0] = (byte)'"';
        var written = Encoding.UTF8.GetBytes(text, room[1..]);
        room[written + 1] = (byte)'"';
        _used += written + 2;
    }

    /// <summary>A member's name with its colon.</summary>
    public void Name(string name)
    {
        Text(name);
        Raw(pretty ? ": "u8 : ":"u8);
    }

    /// <summary>Opens an object or array that has something in it.</summary>
    public void Open(byte bracket)
    {
        Byte(bracket);
        _depth++;
        Line();
    }

    public void Close(byte bracket)
    {
        _depth--;
        Line();
        Byte(bracket);
    }

    public void Next()
    {
        Byte((byte)',');
        Line();
    }

    /// <summary>Hands what was written to the output; must be the last call.</summary>
    public readonly void Flush() => output.Advance(_used);

    private void Byte(byte value)
    {
        Room(1)[0] = value;
        _used++;
    }

    private void Line()
    {
        if (!pretty)
            return;
        var length = 1 + (_depth * Indent);
        var room = Room(length)[..length];
        room[0] = (byte)'\n';
        room[1..].Fill((byte)' ');
        _used += length;
    }

    private Span<byte> Room(int length)
    {
        if (_span.Length - _used < length)
        {
            output.Advance(_used);
            _used = 0;
            _span = output.GetSpan(Math.Max(length, 4096));
        }

        return _span[_used..];
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Tiphys.Api.Protobuf;

/// <summary>
/// Writes the wire format of protobuf into a growing buffer. The length of a nested message is written when its end is known: a
/// byte is held for it, and the message moves up if that does not do.
/// </summary>
internal sealed class ProtoWriter(int capacity = 512)
{
    private byte[] _buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Text(int field, string value)
    {
        Tag(field, WireType.Bytes);
        var length = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)length);
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, WireType.Bytes);
        Varint((ulong)value.Length);
        Raw(value);
    }

    public void Number(int field, long value)
    {
        Tag(field, WireType.Varint);
        Varint((ulong)value);
    }

    public void Flag(int field, bool value) => Number(field, value ? 1 : 0);

    public void Double(int field, double value)
    {
        Tag(field, WireType.Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);
    }

    /// <summary>Starts a nested message; give what it returns to <see cref="End"/>.</summary>
    public int Begin(int field)
    {
        Tag(field, WireType.Bytes);
        Take(1);
        return Length;
    }

    public void End(int start)
    {
        var length = Length - start;
        var size = VarintSize((ulong)length);
        if (size > 1)
        {
            Take(size - 1);
            _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + size - 1));
        }

        PutVarint(_buffer.AsSpan(start - 1), (ulong)length);
    }

    /// <summary>Writes a nested message whole.</summary>
    public void Nested(int field, Action write)
    {
        var start = Begin(field);
        write();
        End(start);
    }

    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    private static int VarintSize(ulong value) => value == 0 ? 1 : (63 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 7 + 1;

    private static void PutVarint(Span<byte> at, ulong value)
    {
        var i = 0;
        for (; value >= 0x80; value >>= 7)
            at[i++] = (byte)(value | 0x80);
        at[i] = (byte)value;
    }

    private void Tag(int field, WireType type) => Varint((ulong)(((uint)field << 3) | (uint)type));

    private void Varint(ulong value) => PutVarint(Take(VarintSize(value)), value);

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - Length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        var taken = _buffer.AsSpan(Length, count);
        Length += count;
        return taken;
    }
}

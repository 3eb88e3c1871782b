using System.Buffers.Binary;

namespace Tiphys.Api.Protobuf;

/// <summary>Reads the wire format of protobuf forward through one message.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The field that was read last.</summary>
    public int Field { get; private set; }

    public WireType Type { get; private set; }

    /// <summary>How many bytes are still to be read.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Goes on to the next field; its value must then be read or skipped.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var tag = Varint();
        if (tag >> 3 is 0 or > 536_870_911)
            throw new ProtobufFormatException("proto: illegal tag");
        (Field, Type) = ((int)(tag >> 3), (WireType)(tag & 7));
        return true;
    }

    public long Number()
    {
        Expect(WireType.Varint);
        return (long)Varint();
    }

    public double Double()
    {
        Expect(WireType.Fixed64);
        return BinaryPrimitives.ReadDoubleLittleEndian(Take(8));
    }

    public ReadOnlySpan<byte> Bytes()
    {
        Expect(WireType.Bytes);
        return Take(Varint());
    }

    public void Skip()
    {
        switch (Type)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Bytes:
                Take(Varint());
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            default:
                throw new ProtobufFormatException($"proto: illegal wireType {(int)Type}");
        }
    }

    private void Expect(WireType type)
    {
        if (Type != type)
            throw new ProtobufFormatException($"proto: wrong wireType = {(int)Type} for field {Field}");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw new ProtobufFormatException("unexpected EOF");
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private ulong Varint()
    {
        var value = 0ul;
        for (var i = 0; i < _rest.Length && i < 10; i++)
        {
            var part = _rest[i];
            value |= (ulong)(part & 0x7f) << (7 * i);
            if (part >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            return value;
        }

        throw new ProtobufFormatException(_rest.Length < 10 ? "unexpected EOF" : "proto: integer overflow");
    }
}

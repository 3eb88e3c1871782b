using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Cbor;

/// <summary>Writes documents as CBOR data items.</summary>
internal static class CborWriter
{
    private const byte False = 0xf4;
    private const byte True = 0xf5;
    private const byte Null = 0xf6;
    private const byte HalfHead = 0xf9;
    private const byte SingleHead = 0xfa;
    private const byte DoubleHead = 0xfb;

    public static void Write(IBufferWriter<byte> output, DocNode node)
    {
        switch (node)
        {
            case DocObject owner:
                WriteObject(output, owner);
                break;
            case DocArray array:
                WriteHead(output, CborMajor.Array, (ulong)array.Count);
                foreach (var item in array)
                    Write(output, item);
                break;
            case DocString text:
                WriteText(output, text.Value);
                break;
            case DocNumber number:
                WriteNumber(output, number);
                break;
            case DocBool flag:
                WriteByte(output, flag.Value ? True : False);
                break;
            default:
                WriteByte(output, Null);
                break;
        }
    }

    public static void WriteMapHead(IBufferWriter<byte> output, int count) => WriteHead(output, CborMajor.Map, (ulong)count);

    public static void WriteText(IBufferWriter<byte> output, string text)
    {
        WriteHead(output, CborMajor.Bytes, (ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, output);
    }

    // The order of encoded keys: their heads come first, so shorter keys do.
    private static void WriteObject(IBufferWriter<byte> output, DocObject owner)
    {
        WriteMapHead(output, owner.Count);
        var members = new List<(byte[] Key, DocNode Value)>(owner.Count);
        foreach (var (name, value) in owner)
            members.Add((Encoding.UTF8.GetBytes(name), value));
        members.Sort(static (a, b) => a.Key.Length != b.Key.Length ? a.Key.Length.CompareTo(b.Key.Length) : a.Key.AsSpan().SequenceCompareTo(b.Key));
        foreach (var (key, value) in members)
        {
            WriteHead(output, CborMajor.Bytes, (ulong)key.Length);
            output.Write(key);
            Write(output, value);
        }
    }

    private static void WriteNumber(IBufferWriter<byte> output, DocNumber number)
    {
        if (!number.IsInteger || !number.TryGetInt64(out var whole))
            WriteFloat(output, number.AsDouble());
        else if (whole >= 0)
            WriteHead(output, CborMajor.Unsigned, (ulong)whole);
        else
            WriteHead(output, CborMajor.Negative, (ulong)~whole);
    }

    private static void WriteFloat(IBufferWriter<byte> output, double value)
    {
        if ((double)(Half)value == value)
        {
            WriteByte(output, HalfHead);
            BinaryPrimitives.WriteHalfBigEndian(output.GetSpan(2), (Half)value);
            output.Advance(2);
        }
        else if ((double)(float)value == value)
        {
            WriteByte(output, SingleHead);
            BinaryPrimitives.WriteSingleBigEndian(output.GetSpan(4), (float)value);
            output.Advance(4);
        }
        else
        {
            WriteByte(output, DoubleHead);
            BinaryPrimitives.WriteDoubleBigEndian(output.GetSpan(8), value);
            output.Advance(8);
        }
    }

    private static void WriteHead(IBufferWriter<byte> output, CborMajor major, ulong argument)
    {
        var top = (byte)((byte)major << 5);
        var span = output.GetSpan(9);
        var length = argument switch { < 24 => 0, <= byte.MaxValue => 1, <= ushort.MaxValue => 2, <= uint.MaxValue => 4, _ => 8 };
        span[0] = (byte)(top | length switch { 0 => (byte)argument, 1 => 24, 2 => 25, 4 => 26, _ => 27 });
        for (var i = 0; i < length; i++)
            span[length - i] = (byte)(argument >> (8 * i));
        output.Advance(length + 1);
    }

    private static void WriteByte(IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}

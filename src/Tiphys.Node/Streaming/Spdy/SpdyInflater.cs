using System.Buffers.Binary;

namespace Tiphys.Node.Streaming.Spdy;

/// <summary>
/// Reads the zlib stream (RFC 1950, RFC 1951) of a connection's header blocks. Each block ends with a sync flush, so a frame holds whole deflate
/// blocks; what was read before stays as the window of what comes, and the draft's dictionary is the window of the first.
/// </summary>
internal sealed class SpdyInflater
{
    /// <summary>Longest header block taken, uncompressed.</summary>
    public const int MostBytes = 64 * 1024;

    private const int Window = 32 * 1024;
    private static readonly int[] LengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    private static readonly int[] LengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly int[] DistanceBase = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
    private static readonly byte[] CodeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    private static readonly HuffmanTable FixedLiterals = new(MakeFixed());
    private static readonly HuffmanTable FixedDistances = new(Enumerable.Repeat((byte)5, 30).ToArray());

    private readonly List<byte> _output = [.. SpdyDictionary.Bytes];
    private bool _begun;

    /// <exception cref="SpdyException">Not what a zlib writer could have written, or too long.</exception>
    public byte[] Read(ReadOnlySpan<byte> compressed)
    {
        if (!_begun)
            compressed = ReadHead(compressed);
        if (_output.Count > Window)
            _output.RemoveRange(0, _output.Count - Window);
        var start = _output.Count;
        var bits = new DeflateBits(compressed);
        while (!bits.AtEnd)
        {
            if (bits.Take(1) == 1)
                throw new SpdyException("the header compression was ended");
            ReadBlock(ref bits, start);
        }

        return [.. _output[start..]];
    }

    private ReadOnlySpan<byte> ReadHead(ReadOnlySpan<byte> compressed)
    {
        const int presetDictionary = 0x20;
        if (compressed.Length < 6 || (compressed[0] & 0x0f) != 8 || ((compressed[0] << 8) | compressed[1]) % 31 != 0)
            throw new SpdyException("the header compression is not zlib");
        if ((compressed[1] & presetDictionary) == 0 || BinaryPrimitives.ReadUInt32BigEndian(compressed[2..]) != SpdyDictionary.Id)
            throw new SpdyException("the header compression begins with another dictionary");
        _begun = true;
        return compressed[6..];
    }

    private void ReadBlock(ref DeflateBits bits, int start)
    {
        switch (bits.Take(2))
        {
            case 0:
                var length = BinaryPrimitives.ReadUInt16LittleEndian(bits.TakeBytes(2));
                if (BinaryPrimitives.ReadUInt16LittleEndian(bits.TakeBytes(2)) != (ushort)~length)
                    throw new SpdyException("damaged stored block");
                Bound(start, length);
                _output.AddRange(bits.TakeBytes(length));
                break;
            case 1:
                ReadCodes(ref bits, start, FixedLiterals, FixedDistances);
                break;
            case 2:
                var (literals, distances) = ReadTables(ref bits);
                ReadCodes(ref bits, start, literals, distances);
                break;
            default:
                throw new SpdyException("unknown deflate block");
        }
    }

    private void ReadCodes(ref DeflateBits bits, int start, HuffmanTable literals, HuffmanTable distances)
    {
        const int endOfBlock = 256;
        for (var symbol = literals.Decode(ref bits); symbol != endOfBlock; symbol = literals.Decode(ref bits))
        {
            if (symbol < endOfBlock)
            {
                Bound(start, 1);
                _output.Add((byte)symbol);
                continue;
            }

            var code = symbol - 257;
            if (code >= LengthBase.Length)
                throw new SpdyException("invalid length code");
            var length = LengthBase[code] + bits.Take(LengthExtra[code]);
            var distanceCode = distances.Decode(ref bits);
            if (distanceCode >= DistanceBase.Length)
                throw new SpdyException("invalid distance code");
            var distance = DistanceBase[distanceCode] + bits.Take(Math.Max(0, (distanceCode / 2) - 1));
            Copy(start, distance, length);
        }
    }

    private void Copy(int start, int distance, int length)
    {
        if (distance > _output.Count)
            throw new SpdyException("distance beyond the window");
        Bound(start, length);
        // Byte by byte: a match may reach into what it makes.
        for (var i = 0; i < length; i++)
            _output.Add(_output[^distance]);
    }

    private void Bound(int start, int more)
    {
        if (_output.Count - start + more > MostBytes)
            throw new SpdyException("header block too long");
    }

    private static (HuffmanTable Literals, HuffmanTable Distances) ReadTables(ref DeflateBits bits)
    {
        int literalCount = bits.Take(5) + 257, distanceCount = bits.Take(5) + 1, codeCount = bits.Take(4) + 4;
        Span<byte> lengths = stackalloc byte[320];
        for (var i = 0; i < codeCount; i++)
            lengths[CodeOrder[i]] = (byte)bits.Take(3);
        var codes = new HuffmanTable(lengths[..19]);
        lengths.Clear();
        for (var i = 0; i < literalCount + distanceCount;)
        {
            var symbol = codes.Decode(ref bits);
            var (value, repeat) = symbol switch
            {
                16 when i > 0 => (lengths[i - 1], 3 + bits.Take(2)),
                17 => ((byte)0, 3 + bits.Take(3)),
                18 => ((byte)0, 11 + bits.Take(7)),
                < 16 => ((byte)symbol, 1),
                _ => throw new SpdyException("invalid code length"),
            };
            if (i + repeat > literalCount + distanceCount)
                throw new SpdyException("too many code lengths");
            lengths.Slice(i, repeat).Fill(value);
            i += repeat;
        }

        return (new HuffmanTable(lengths[..literalCount]), new HuffmanTable(lengths.Slice(literalCount, distanceCount)));
    }

    private static byte[] MakeFixed()
    {
        var lengths = new byte[288];
        lengths.AsSpan(0, 144).Fill(8);
        lengths.AsSpan(144, 112).Fill(9);
        lengths.AsSpan(256, 24).Fill(7);
        lengths.AsSpan(280).Fill(8);
        return lengths;
    }
}

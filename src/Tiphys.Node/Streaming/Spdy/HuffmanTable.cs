namespace Tiphys.Node.Streaming.Spdy;

/// <summary>A canonical Huffman code (RFC 1951, section 3.2.2), decoded bit by bit over counts per length.</summary>
internal sealed class HuffmanTable
{
    private const int LongestCode = 15;
    private readonly ushort[] _counts = new ushort[LongestCode + 1];
    private readonly ushort[] _symbols;

    /// <param name="lengths">The code length of each symbol; 0 for symbols that do not occur.</param>
    /// <exception cref="SpdyException">The lengths make no code.</exception>
    public HuffmanTable(ReadOnlySpan<byte> lengths)
    {
        _symbols = new ushort[lengths.Length];
        foreach (var length in lengths)
            _counts[length]++;
        _counts[0] = 0;
        var left = 1;
        for (var length = 1; length <= LongestCode; length++)
        {
            left = (left << 1) - _counts[length];
            if (left < 0)
                throw new SpdyException("over-subscribed Huffman code");
        }

        Span<ushort> offsets = stackalloc ushort[LongestCode + 2];
        for (var length = 1; length <= LongestCode; length++)
            offsets[length + 1] = (ushort)(offsets[length] + _counts[length]);
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
                _symbols[offsets[lengths[symbol]]++] = (ushort)symbol;
        }
    }

    public int Decode(ref DeflateBits bits)
    {
        int code = 0, first = 0, index = 0;
        for (var length = 1; length <= LongestCode; length++)
        {
            code |= bits.Take(1);
            var count = _counts[length];
            if (code - count < first)
                return _symbols[index + code - first];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        throw new SpdyException("invalid Huffman code");
    }
}

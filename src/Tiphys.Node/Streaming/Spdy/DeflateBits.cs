namespace Tiphys.Node.Streaming.Spdy;

/// <summary>Reads bits, the lowest of each byte first (RFC 1951, section 3.1.1).</summary>
internal ref struct DeflateBits(ReadOnlySpan<byte> input)
{
    private readonly ReadOnlySpan<byte> _input = input;
    private int _at;
    private int _held;
    private int _heldCount;

    /// <summary>Nothing but the padding of a byte is left.</summary>
    public readonly bool AtEnd => _at >= _input.Length && _heldCount < 8;

    public int Take(int count)
    {
        while (_heldCount < count)
        {
            if (_at >= _input.Length)
                throw new SpdyException("truncated compressed headers");
            _held |= _input[_at++] << _heldCount;
            _heldCount += 8;
        }

        var value = _held & ((1 << count) - 1);
        _held >>= count;
        _heldCount -= count;
        return value;
    }

    /// <summary>Passes over the rest of a byte that was begun, and reads whole bytes.</summary>
    public ReadOnlySpan<byte> TakeBytes(int count)
    {
        var whole = _heldCount / 8;
        _at -= whole;
        (_held, _heldCount) = (0, 0);
        if (count > _input.Length - _at)
            throw new SpdyException("truncated compressed headers");
        var bytes = _input.Slice(_at, count);
        _at += count;
        return bytes;
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Cbor;

/// <summary>Reads CBOR data items into documents, as strictly as apimachinery's decoder: no doubled keys, no big numbers, NaN or infinity, only true, false and null.</summary>
internal ref struct CborReader(ReadOnlySpan<byte> source)
{
    private const int Indefinite = 31;

    /// <summary>An item may be a single byte, and become a hundred in memory.</summary>
    private const int MostItems = 1_000_000;

    private readonly ReadOnlySpan<byte> _source = source;
    private int _at;
    private int _depth;
    private int _items;

    /// <summary>The one data item that the source is.</summary>
    public DocNode ReadDocument()
    {
        var node = Node(CborBytes.Text);
        return _at == _source.Length ? node : throw new CborFormatException($"{_source.Length - _at} bytes of extraneous data starting at index {_at}");
    }

    /// <param name="form">What byte strings become: a tag around them may say.</param>
    private DocNode Node(CborBytes form)
    {
        if (++_depth > DocReader.MaxDepth)
            throw new CborFormatException("exceeded max nested levels");
        if (++_items > MostItems)
            throw new CborFormatException("exceeded max number of data items");
        var (major, info) = Head();
        DocNode node = major switch
        {
            CborMajor.Unsigned => new DocNumber(Whole(Argument(info))),
            CborMajor.Negative => new DocNumber(~Whole(Argument(info))),
            CborMajor.Bytes => new DocString(form.ToText(Piece(CborMajor.Bytes, info))),
            CborMajor.Text => new DocString(Utf8Text(Piece(CborMajor.Text, info))),
            CborMajor.Array => Array(info, form),
            CborMajor.Map => Map(info, form),
            CborMajor.Tag => Tagged(Argument(info), form),
            _ => Simple(info),
        };
        _depth--;
        return node;
    }

    private DocArray Array(int info, CborBytes form)
    {
        var array = new DocArray();
        if (info == Indefinite)
        {
            while (!TryBreak())
                array.Add(Node(form));
            return array;
        }

        for (var left = Count(info); left > 0; left--)
            array.Add(Node(form));
        return array;
    }

    private DocObject Map(int info, CborBytes form)
    {
        var map = new DocObject();
        if (info == Indefinite)
        {
            while (!TryBreak())
                Member(map, form);
            return map;
        }

        for (var left = Count(info); left > 0; left--)
            Member(map, form);
        return map;
    }

    private void Member(DocObject map, CborBytes form)
    {
        var (major, info) = Head();
        if (major is not (CborMajor.Bytes or CborMajor.Text))
            throw new CborFormatException("map keys must be strings");
        var key = Utf8Text(Piece(major, info));
        if (map.ContainsKey(key))
            throw new CborFormatException($"found duplicate map key \"{key}\"");
        map.Add(key, Node(form));
    }

    private DocNode Tagged(ulong tag, CborBytes form)
    {
        switch (tag)
        {
            case 1:
                return new DocString(Epoch(Node(form)));
            case 2 or 3:
                throw new CborFormatException("bignums are not supported");
            case 21:
                return Node(CborBytes.Base64Url);
            case 22:
                return Node(CborBytes.Base64);
            case 23:
                return Node(CborBytes.Base16);
            default:
                return Node(form);
        }
    }

    private static string Epoch(DocNode seconds)
    {
        if (seconds is not DocNumber number || number.AsDouble() is not (>= -62135596800 and <= 253402300799))
            throw new CborFormatException("a tagged time is no number of seconds");
        return DateTimeOffset.UnixEpoch.AddTicks((long)(number.AsDouble() * TimeSpan.TicksPerSecond)).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
    }

    private DocNode Simple(int info) => info switch
    {
        20 => DocBool.False,
        21 => DocBool.True,
        22 => DocNull.Instance,
        25 => Float((double)BinaryPrimitives.ReadHalfBigEndian(Take(2))),
        26 => Float(BinaryPrimitives.ReadSingleBigEndian(Take(4))),
        27 => Float(BinaryPrimitives.ReadDoubleBigEndian(Take(8))),
        _ => throw new CborFormatException($"simple value {info} is not recognized"),
    };

    private static DocNumber Float(double value) =>
        double.IsFinite(value) ? new DocNumber(value) : throw new CborFormatException("NaN and infinity have no JSON representation");

    private ReadOnlySpan<byte> Piece(CborMajor major, int info)
    {
        if (info != Indefinite)
            return Take(Count(info));
        var whole = new List<byte>();
        while (!TryBreak())
        {
            var (inner, innerInfo) = Head();
            if (inner != major || innerInfo == Indefinite)
                throw new CborFormatException("a chunk of an indefinite-length string is of another type");
            whole.AddRange(Take(Count(innerInfo)));
        }

        return whole.ToArray();
    }

    private static string Utf8Text(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw new CborFormatException("invalid UTF-8 string");

    private (CborMajor Major, int Info) Head()
    {
        var first = Take(1)[0];
        return ((CborMajor)(first >> 5), first & 31);
    }

    private ulong Argument(int info) => info switch
    {
        < 24 => (ulong)info,
        24 => Take(1)[0],
        25 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        26 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        27 => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
        _ => throw new CborFormatException($"invalid additional information {info}"),
    };

    /// <summary>A length or count; what could not fit into the rest of the source is refused before anything is made for it.</summary>
    private int Count(int info)
    {
        var count = Argument(info);
        return count <= (ulong)(_source.Length - _at) ? (int)count : throw new CborFormatException("unexpected EOF");
    }

    private static long Whole(ulong value) => value <= long.MaxValue ? (long)value : throw new CborFormatException("the integer overflows 64 bits");

    private bool TryBreak()
    {
        if (_at >= _source.Length || _source[_at] != 0xff)
            return false;
        _at++;
        return true;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _source.Length - _at)
            throw new CborFormatException("unexpected EOF");
        var taken = _source.Slice(_at, count);
        _at += count;
        return taken;
    }
}

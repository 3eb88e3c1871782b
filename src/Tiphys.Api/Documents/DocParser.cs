using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>One pass over a JSON document that builds its tree.</summary>
internal ref struct DocParser
{
    private readonly ReadOnlyMemory<byte> _source;
    private readonly List<string>? _duplicates;

    /// <summary>The names and indexes down to the current value; kept only if duplicates are to be named.</summary>
    private readonly List<(string? Name, int Index)>? _path;

    private Utf8JsonReader _reader;

    public DocParser(ReadOnlyMemory<byte> source, List<string>? duplicates)
    {
        _source = source;
        _duplicates = duplicates;
        _path = duplicates is null ? null : [];
        _reader = new(source.Span, new JsonReaderOptions { MaxDepth = DocReader.MaxDepth });
    }

    public DocNode Parse()
    {
        if (!_reader.Read())
            throw new DocFormatException("unexpected end of JSON input");
        var node = Node();
        return _reader.Read() ? throw new DocFormatException("invalid character after top-level value") : node;
    }

    private DocNode Node()
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Object();
            case JsonTokenType.StartArray:
                return Array();
            case JsonTokenType.String:
                return Text();
            case JsonTokenType.Number:
                return new DocNumber(_source.Slice((int)_reader.TokenStartIndex, _reader.ValueSpan.Length));
            case JsonTokenType.True:
                return DocBool.True;
            case JsonTokenType.False:
                return DocBool.False;
            default:
                return DocNull.Instance;
        }
    }

    private readonly DocString Text()
    {
        var escaped = _source.Slice((int)_reader.TokenStartIndex + 1, _reader.ValueSpan.Length);
        if (!_reader.ValueIsEscaped)
            return new(escaped);

        // A lone surrogate can be escaped but is no text; like Go, read it as the replacement character.
        return HasSurrogate(escaped.Span) ? new(Decode(escaped.Span)) : new(escaped);
    }

    private static bool HasSurrogate(ReadOnlySpan<byte> escaped) => escaped.IndexOf("\\ud"u8) >= 0 || escaped.IndexOf("\\uD"u8) >= 0;

    private static string Decode(ReadOnlySpan<byte> escaped)
    {
        try
        {
            return DocReader.Unescape(escaped);
        }
        catch (InvalidOperationException)
        {
            return LoneSurrogates.Replace(escaped);
        }
    }

    private DocArray Array()
    {
        var array = new DocArray();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            _path?.Add((null, array.Count));
            array.Add(Node());
            Leave();
        }

        return array;
    }

    private DocObject Object()
    {
        var made = new DocObject();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Name();
            _reader.Read();
            _path?.Add((name, 0));
            var value = Node();
            if (made.IndexOf(name) < 0)
            {
                made.Append(name, value);
            }
            else
            {
                if (_duplicates?.Count < DocReader.MaxDuplicates)
                    _duplicates.Add(Path());
                made.Set(name, value);
            }

            Leave();
        }

        return made;
    }

    private readonly string Name() => !_reader.ValueIsEscaped
        ? NameTable.Intern(_reader.ValueSpan)
        : HasSurrogate(_reader.ValueSpan) ? Decode(_reader.ValueSpan) : _reader.GetString()!;

    private readonly void Leave() => _path?.RemoveAt(_path.Count - 1);

    private readonly string Path()
    {
        var path = new System.Text.StringBuilder();
        foreach (var (name, index) in _path!)
        {
            if (name is null)
                path.Append('[').Append(index).Append(']');
            else
                path.Append(path.Length > 0 ? "." : "").Append(name);
        }

        return path.ToString();
    }
}

using System.Text;
using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>Parses JSON into a <see cref="DocNode"/> tree whose scalars are slices of the given bytes.</summary>
public static class DocReader
{
    /// <summary>Nesting beyond this is refused, as encoding/json and apimachinery's decoders bound it, only lower.</summary>
    public const int MaxDepth = 500;

    /// <summary>Parses one JSON value.</summary>
    /// <param name="utf8">The document. The tree keeps slices of it, so the bytes must not change afterwards.</param>
    /// <param name="duplicates">Receives the path of each member that a later member of the same name replaced, if given.</param>
    /// <exception cref="DocFormatException">The bytes are not one valid JSON value.</exception>
    public static DocNode Parse(ReadOnlyMemory<byte> utf8, List<string>? duplicates = null)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read())
                throw new DocFormatException("unexpected end of JSON input");
            var node = ReadNode(ref reader, utf8, duplicates, "");
            if (reader.Read())
                throw new DocFormatException("invalid character after top-level value");
            return node;
        }
        catch (JsonException e)
        {
            throw new DocFormatException(e.Message, e);
        }
    }

    /// <summary>Parses a document that must be a JSON object.</summary>
    /// <exception cref="DocFormatException">The bytes are not one valid JSON object.</exception>
    public static DocObject ParseObject(ReadOnlyMemory<byte> utf8, List<string>? duplicates = null) =>
        Parse(utf8, duplicates) as DocObject ?? throw new DocFormatException("the document is not a JSON object");

    internal static string Unescape(ReadOnlySpan<byte> escaped)
    {
        if (escaped.IndexOf((byte)'\\') < 0)
            return Encoding.UTF8.GetString(escaped);
        byte[] quoted = [(byte)'"', .. escaped, (byte)'"'];
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }

    private static DocNode ReadNode(ref Utf8JsonReader reader, ReadOnlyMemory<byte> source, List<string>? duplicates, string path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, source, duplicates, path);
            case JsonTokenType.StartArray:
                var array = new DocArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    array.Add(ReadNode(ref reader, source, duplicates, duplicates is null ? path : $"{path}[{array.Count}]"));
                return array;
            case JsonTokenType.String:
                if (!System.Text.Unicode.Utf8.IsValid(reader.ValueSpan))
                    throw new DocFormatException("invalid UTF-8 in string");
                return new DocString(source.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length));
            case JsonTokenType.Number:
                return new DocNumber(source.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length));
            case JsonTokenType.True:
                return DocBool.True;
            case JsonTokenType.False:
                return DocBool.False;
            default:
                return DocNull.Instance;
        }
    }

    private static DocObject ReadObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> source, List<string>? duplicates, string path)
    {
        var made = new DocObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.ValueIsEscaped ? reader.GetString()! : NameTable.Intern(reader.ValueSpan);
            reader.Read();
            var childPath = duplicates is null ? path : path.Length == 0 ? name : $"{path}.{name}";
            var value = ReadNode(ref reader, source, duplicates, childPath);
            if (made.IndexOf(name) < 0)
            {
                made.Append(name, value);
                continue;
            }

            duplicates?.Add(childPath);
            made.Set(name, value);
        }

        return made;
    }
}

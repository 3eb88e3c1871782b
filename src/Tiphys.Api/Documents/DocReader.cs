using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Tiphys.Api.Documents;

/// <summary>Parses JSON into a <see cref="DocNode"/> tree whose scalars are slices of the given bytes.</summary>
public static class DocReader
{
    /// <summary>Nesting beyond this is refused, as encoding/json and apimachinery's decoders bound it, only lower.</summary>
    public const int MaxDepth = 500;

    /// <summary>Doubled members are named up to this many: their paths can be far longer than they are.</summary>
    public const int MaxDuplicates = 100;

    /// <summary>Parses one JSON value.</summary>
    /// <param name="utf8">The document. The tree keeps slices of it, so the bytes must not change afterwards.</param>
    /// <param name="duplicates">Receives the path of each member that a later member of the same name replaced, if given; at most <see cref="MaxDuplicates"/>.</param>
    /// <exception cref="DocFormatException">The bytes are not one valid JSON value.</exception>
    public static DocNode Parse(ReadOnlyMemory<byte> utf8, List<string>? duplicates = null)
    {
        // The reader looks at the structure only; texts are checked here, all at once.
        if (!Utf8.IsValid(utf8.Span))
            throw new DocFormatException("invalid UTF-8");
        try
        {
            return new DocParser(utf8, duplicates).Parse();
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
}

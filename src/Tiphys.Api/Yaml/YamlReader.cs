using System.Text;
using Tiphys.Api.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tiphys.Api.Yaml;

/// <summary>Reads YAML as Kubernetes does: YAML 1.1 scalars, merge keys, one or several documents, into the tree JSON is read into.</summary>
/// <remarks>
/// Bounded: aliases may expand a document to <see cref="MaxNodes"/> nodes and <see cref="ExpansionFactor"/> times its length at
/// most, nesting to <see cref="DocReader.MaxDepth"/>. JSON is YAML, and is read by the JSON reader.
/// </remarks>
public static class YamlReader
{
    /// <summary>Nodes of one document, keys and expanded aliases counted. The scanner takes about two microseconds for each.</summary>
    public const int MaxNodes = 200_000;

    /// <summary>Beyond the first <see cref="FreeNodes"/>, a document has at most so many nodes for each of its bytes.</summary>
    public const int ExpansionFactor = 10;

    /// <summary>The depths of all nodes together: many nodes or great depth, not both.</summary>
    internal const long MaxWork = 20_000_000;

    private const int FreeNodes = 10_000;

    /// <summary>Reads the first document and no further; <see cref="DocNull"/> if there is none.</summary>
    /// <param name="utf8">The text. The tree of a JSON document keeps slices of it, so the bytes must not change afterwards.</param>
    /// <param name="duplicates">
    /// Receives the path of each member that a later member of the same name replaced. If it is not given, such a member is an
    /// error in YAML, and replaced in JSON.
    /// </param>
    /// <exception cref="DocFormatException">The text is not YAML, or too deep or too large.</exception>
    public static DocNode Parse(ReadOnlyMemory<byte> utf8, List<string>? duplicates = null)
    {
        if (LooksLikeJson(utf8.Span) && TryParseJson(utf8, duplicates) is { } json)
            return json;
        return Parse(utf8.Span, duplicates, 1) is [var first, ..] ? first : DocNull.Instance;
    }

    /// <summary>Reads every document of the stream; empty ones are <see cref="DocNull"/>.</summary>
    /// <exception cref="DocFormatException">The text is not YAML, or too deep or too large.</exception>
    public static IReadOnlyList<DocNode> ParseAll(ReadOnlySpan<byte> utf8, List<string>? duplicates = null) => Parse(utf8, duplicates, int.MaxValue);

    private static List<DocNode> Parse(ReadOnlySpan<byte> utf8, List<string>? duplicates, int most)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
            throw new DocFormatException("invalid UTF-8");
        var documents = new List<DocNode>();
        var budget = (int)Math.Min(MaxNodes, FreeNodes + ((long)utf8.Length * ExpansionFactor));
        try
        {
            var parser = new Parser(new StringReader(Encoding.UTF8.GetString(utf8).TrimStart('\uFEFF')));
            parser.Consume<StreamStart>();
            while (documents.Count < most && !parser.TryConsume<StreamEnd>(out _))
            {
                parser.Consume<DocumentStart>();
                documents.Add(new YamlDocumentReader(parser, budget, duplicates).Read());
                parser.Consume<DocumentEnd>();
            }
        }
        catch (YamlException e)
        {
            throw new DocFormatException($"yaml: line {e.Start.Line}: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What the library's scanner lets through for some malformed tags and plain scalars.
            throw new DocFormatException("yaml: the text is malformed", e);
        }

        return documents;
    }

    private static bool LooksLikeJson(ReadOnlySpan<byte> utf8)
    {
        var start = utf8.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && utf8[start] is (byte)'{' or (byte)'[';
    }

    // A YAML flow mapping starts the same way, so failing here decides nothing.
    private static DocNode? TryParseJson(ReadOnlyMemory<byte> utf8, List<string>? duplicates)
    {
        var found = duplicates is null ? null : new List<string>();
        try
        {
            var document = DocReader.Parse(utf8, found);
            duplicates?.AddRange(found!);
            return document;
        }
        catch (DocFormatException)
        {
            return null;
        }
    }
}

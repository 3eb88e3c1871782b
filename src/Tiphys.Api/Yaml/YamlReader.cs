using System.Text;
using Tiphys.Api.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tiphys.Api.Yaml;

/// <summary>Reads YAML as Kubernetes does: YAML 1.1 scalars, merge keys, one or several documents, into the tree JSON is read into.</summary>
/// <remarks>Bounded: aliases may expand a document to <see cref="MaxNodes"/> nodes at most, nesting to <see cref="DocReader.MaxDepth"/>.</remarks>
public static class YamlReader
{
    /// <summary>Nodes of one stream, expanded aliases counted.</summary>
    public const int MaxNodes = 1_000_000;

    /// <summary>Reads the first document; <see cref="DocNull"/> if there is none.</summary>
    /// <exception cref="DocFormatException">The text is not YAML, or too deep or too large.</exception>
    public static DocNode Parse(ReadOnlySpan<byte> utf8) => ParseAll(utf8) is [var first, ..] ? first : DocNull.Instance;

    /// <summary>Reads every document of the stream; empty ones are <see cref="DocNull"/>.</summary>
    /// <exception cref="DocFormatException">The text is not YAML, or too deep or too large.</exception>
    public static IReadOnlyList<DocNode> ParseAll(ReadOnlySpan<byte> utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
            throw new DocFormatException("invalid UTF-8");
        var documents = new List<DocNode>();
        try
        {
            var parser = new Parser(new StringReader(Encoding.UTF8.GetString(utf8).TrimStart('\uFEFF')));
            parser.Consume<StreamStart>();
            while (!parser.TryConsume<StreamEnd>(out _))
            {
                parser.Consume<DocumentStart>();
                documents.Add(new YamlDocumentReader(parser).Read());
                parser.Consume<DocumentEnd>();
            }
        }
        catch (YamlException e)
        {
            throw new DocFormatException($"yaml: line {e.Start.Line}: {e.Message}", e);
        }

        return documents;
    }
}

using System.Text;
using Tiphys.Api.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tiphys.Api.Yaml;

/// <summary>Writes a document as block-style YAML that reads back as the same document.</summary>
public static class YamlWriter
{
    private static readonly EmitterSettings Settings = new(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, skipAnchorName: true);

    public static string Write(DocNode node)
    {
        var text = new StringWriter(new StringBuilder(1024));
        var emitter = new Emitter(text, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, DocNode node)
    {
        switch (node)
        {
            case DocObject made:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, made.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (name, value) in made)
                {
                    EmitText(emitter, name);
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case DocArray array:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, array.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in array)
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case DocString text:
                EmitText(emitter, text.Value);
                break;
            default:
                EmitScalar(emitter, node.ToString(), ScalarStyle.Plain);
                break;
        }
    }

    private static void EmitText(Emitter emitter, string text)
    {
        var style = IsBlock(text) ? ScalarStyle.Literal : text.Contains('\n') || YamlScalar.NeedsQuotes(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Any;
        EmitScalar(emitter, text, style);
    }

    /// <summary>Several lines that a literal block brings back exactly: none begins or ends with white space, and one newline at the end at most.</summary>
    private static bool IsBlock(string text)
    {
        var body = text.EndsWith('\n') ? text[..^1] : text;
        return text.Contains('\n') && body.Length > 0 && body.Split('\n').All(line => line.Length == line.TrimEnd().Length) && !char.IsWhiteSpace(body[0]) && body[^1] != '\n';
    }

    private static void EmitScalar(Emitter emitter, string text, ScalarStyle style) =>
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
}

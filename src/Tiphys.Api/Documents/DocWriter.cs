using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>Writes document trees as JSON.</summary>
public static class DocWriter
{
    private static readonly JsonWriterOptions Compact = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions Indented = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        IndentSize = 2,
    };

    /// <summary>Writes the node, compact, or indented by two spaces as <c>?pretty=true</c> asks.</summary>
    public static void Write(IBufferWriter<byte> output, DocNode node, bool pretty = false)
    {
        using var writer = new Utf8JsonWriter(output, pretty ? Indented : Compact);
        node.WriteTo(writer);
    }
}

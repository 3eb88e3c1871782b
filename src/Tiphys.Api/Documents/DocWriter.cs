using System.Buffers;

namespace Tiphys.Api.Documents;

/// <summary>Writes document trees as JSON. Texts and numbers that were not changed are written as they were read.</summary>
public static class DocWriter
{
    /// <summary>Writes the node, compact, or indented by two spaces as <c>?pretty=true</c> asks.</summary>
    public static void Write(IBufferWriter<byte> output, DocNode node, bool pretty = false)
    {
        var text = new JsonText(output, pretty);
        node.Write(ref text);
        text.Flush();
    }
}

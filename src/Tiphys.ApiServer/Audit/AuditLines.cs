using System.Buffers;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Audit;

/// <summary>Events as JSON lines (upstream's log format <c>json</c>).</summary>
internal static class AuditLines
{
    public static ReadOnlyMemory<byte> Of(IReadOnlyList<DocObject> events)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        foreach (var entry in events)
        {
            DocWriter.Write(buffer, entry);
            buffer.Write("\n"u8);
        }

        return buffer.WrittenMemory;
    }
}

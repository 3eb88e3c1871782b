using System.Buffers.Binary;

namespace Tiphys.Node.Streaming.Spdy;

/// <summary>
/// Writes header blocks as one zlib stream (RFC 1950, RFC 1951) of stored blocks, each followed by the empty block of a sync flush, after
/// which a reader has everything. Headers here are a hundred bytes a stream: there is nothing to gain by compressing them.
/// </summary>
internal sealed class SpdyDeflater
{
    private const int MostInBlock = 65535;
    private bool _begun;

    public byte[] Write(ReadOnlySpan<byte> block)
    {
        var output = new MemoryStream(block.Length + 16);
        if (!_begun)
        {
            _begun = true;
            // Deflate with a 32 KiB window, preset dictionary; the second byte makes both a multiple of 31.
            output.Write([0x78, 0x3f]);
            Span<byte> id = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(id, SpdyDictionary.Id);
            output.Write(id);
        }

        while (!block.IsEmpty)
        {
            var part = block[..Math.Min(block.Length, MostInBlock)];
            WriteStored(output, part);
            block = block[part.Length..];
        }

        WriteStored(output, []);
        return output.ToArray();
    }

    private static void WriteStored(MemoryStream output, ReadOnlySpan<byte> part)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)part.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)~part.Length);
        output.Write(head);
        output.Write(part);
    }
}

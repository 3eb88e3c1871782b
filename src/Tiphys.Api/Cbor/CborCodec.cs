using System.Buffers;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Cbor;

/// <summary>
/// <c>application/cbor</c> as KEP-4222 has it: RFC 8949, every document in the self-described tag, texts and keys as byte strings, maps in the bytewise order of
/// their keys, floats in the shortest form that keeps their value.
/// </summary>
/// <remarks>
/// Pure and safe for any number of threads. Works for every kind, built-in or custom. Fields that hold base64 are written as that text, without the tag that says so;
/// readers take an untagged byte string for base64 where they expect bytes, so nothing is lost.
/// </remarks>
public static class CborCodec
{
    public const string MediaType = "application/cbor";

    /// <summary>A sequence of data items (RFC 8742): the form of watches.</summary>
    public const string SequenceMediaType = "application/cbor-seq";

    /// <summary>What every document starts with: tag 55799.</summary>
    public static ReadOnlySpan<byte> Magic => [0xd9, 0xd9, 0xf7];

    /// <summary>Reads a body into the document that its JSON would give.</summary>
    /// <exception cref="CborFormatException">Not one well-formed data item, not a map, or with something that JSON has no word for.</exception>
    public static DocObject DecodeObject(ReadOnlyMemory<byte> body) =>
        new CborReader(body.Span).ReadDocument() as DocObject ?? throw new CborFormatException("the data item is not a map");

    public static void Encode(IBufferWriter<byte> output, DocNode document)
    {
        output.Write(Magic);
        CborWriter.Write(output, document);
    }

    /// <summary>Writes an event of a watch.</summary>
    /// <param name="type">ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.</param>
    public static void EncodeWatchEvent(IBufferWriter<byte> output, string type, DocNode document)
    {
        output.Write(Magic);
        CborWriter.WriteMapHead(output, 2);
        CborWriter.WriteText(output, "type");
        CborWriter.WriteText(output, type);
        CborWriter.WriteText(output, "object");
        Encode(output, document);
    }
}

using System.Buffers;
using System.Text;
using Tiphys.Api.Cbor;
using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;
using Tiphys.Api.Resources;
using Tiphys.Api.Yaml;

namespace Tiphys.ApiServer.Content;

/// <summary>Writes a document in an answer's encoding.</summary>
internal static class DocumentEncoder
{
    /// <summary>True if objects of the resource have a protobuf form.</summary>
    public static bool HasProtobuf(ResourceInfo resource) => !resource.IsCustom && ProtobufCodec.HasProtobuf(resource.GroupVersion, resource.Kind);

    /// <returns>The content type of what was written: JSON for a document that has no protobuf form.</returns>
    public static string Write(IBufferWriter<byte> output, DocNode document, ResponseFormat format)
    {
        if (format.Encoding == ResponseEncoding.Protobuf && ProtobufCodec.TryEncode(output, document.ToUtf8()))
            return format.ContentType;
        if (format.Encoding == ResponseEncoding.Yaml)
        {
            Encoding.UTF8.GetBytes(YamlWriter.Write(document), output);
            return format.ContentType;
        }

        if (format.Encoding == ResponseEncoding.Cbor)
        {
            CborCodec.Encode(output, document);
            return format.ContentType;
        }

        DocWriter.Write(output, document, format.Pretty);
        if (format.Pretty)
            output.Write("\n"u8);
        return ResponseFormat.Json.ContentType;
    }
}

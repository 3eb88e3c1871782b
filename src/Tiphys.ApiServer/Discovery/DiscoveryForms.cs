using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;
using Tiphys.Api.Yaml;

namespace Tiphys.ApiServer.Discovery;

/// <summary>Documents of discovery in other encodings than the JSON they are kept in. Made when first asked for, kept as long as the document.</summary>
internal static class DiscoveryForms
{
    private static readonly ConditionalWeakTable<byte[], byte[]> Protobufs = [];
    private static readonly ConditionalWeakTable<byte[], byte[]> Yamls = [];

    /// <param name="document">Shared bytes that never change.</param>
    /// <param name="type">JSON, YAML or protobuf.</param>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> document, string type)
    {
        MemoryMarshal.TryGetArray(document, out var segment);
        return type switch
        {
            ProtobufCodec.MediaType => Protobufs.GetValue(segment.Array!, ToProtobuf),
            "application/yaml" => Yamls.GetValue(segment.Array!, static json => Encoding.UTF8.GetBytes(YamlWriter.Write(DocReader.Parse(json)))),
            _ => document,
        };
    }

    private static byte[] ToProtobuf(byte[] json)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        return ProtobufCodec.TryEncode(buffer, json) ? buffer.WrittenSpan.ToArray() : throw new InvalidOperationException("a document of discovery has no protobuf form");
    }
}

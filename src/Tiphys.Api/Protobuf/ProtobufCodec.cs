using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Tiphys.Api.Catalogue;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Protobuf;

/// <summary>
/// <c>application/vnd.kubernetes.protobuf</c>: objects as protobuf within an envelope (the magic <c>k8s\0</c>, then
/// runtime.Unknown of k8s.io/apimachinery) that says their kind. Custom resources have no protobuf form.
/// </summary>
/// <remarks>Pure and safe for any number of threads.</remarks>
public static class ProtobufCodec
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    /// <summary>What every body starts with.</summary>
    public static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>True if objects of the kind have a protobuf form.</summary>
    public static bool HasProtobuf(GroupVersion version, string kind) => TryFind(version.ToString(), kind, out _);

    /// <summary>Reads a body into the document that its JSON would give.</summary>
    /// <param name="body">The envelope.</param>
    /// <param name="version">What stands in for a missing apiVersion.</param>
    /// <param name="kind">What stands in for a missing kind.</param>
    /// <exception cref="ProtobufFormatException">The body is no such envelope, or of a kind without a protobuf form.</exception>
    public static DocObject Decode(ReadOnlyMemory<byte> body, GroupVersion? version = null, string? kind = null)
    {
        if (!body.Span.StartsWith(Magic))
            throw new ProtobufFormatException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        var envelope = Envelope.Read(body.Span[Magic.Length..]);
        var apiVersion = envelope.ApiVersion.Length > 0 ? envelope.ApiVersion : version?.ToString() ?? "";
        var ofKind = envelope.Kind.Length > 0 ? envelope.Kind : kind ?? "";
        if (envelope.ContentType == "application/json")
            return Json(envelope.Raw(body.Span[Magic.Length..]));
        if (!TryFind(apiVersion, ofKind, out var schema))
            throw new ProtobufFormatException($"no kind \"{ofKind}\" is registered for version \"{apiVersion}\"");
        var document = new DocObject { { "kind", ofKind }, { "apiVersion", apiVersion } };
        MessageDecoder.Read(envelope.Raw(body.Span[Magic.Length..]), MessageShape.Of(schema).Fields, document);
        return document;
    }

    /// <summary>Writes an object, a list or a Status; false, with nothing written, if its kind has no protobuf form.</summary>
    /// <param name="json">The object as stored; valid JSON with kind and apiVersion.</param>
    public static bool TryEncode(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        var (apiVersion, kind) = KindOf(json);
        if (!TryFind(apiVersion, kind, out var schema))
            return false;
        var writer = new ProtoWriter(json.Length + 64);
        Begin(writer, apiVersion, kind, out var raw);
        new MessageEncoder(json, writer).Fields(MessageShape.Of(schema).Fields);
        End(writer, raw);
        output.Write(writer.Written);
        return true;
    }

    /// <summary>
    /// Writes a list from its parts, so that nobody has to put its JSON together first; false, with nothing written, if the
    /// kind of the items has no protobuf form.
    /// </summary>
    /// <param name="itemKind">The kind of the items, whose list it is: <c>Pod</c> for a PodList.</param>
    /// <param name="metadata">The list's metadata as JSON.</param>
    /// <param name="items">The items as stored.</param>
    public static bool TryEncodeList(
        IBufferWriter<byte> output, GroupVersion version, string itemKind, ReadOnlySpan<byte> metadata, IEnumerable<ReadOnlyMemory<byte>> items)
    {
        if (!TryFind(version.ToString(), itemKind, out var schema))
            return false;
        var fields = MessageShape.Of(schema).Fields;
        var writer = new ProtoWriter(64 * 1024);
        Begin(writer, version.ToString(), itemKind + "List", out var raw);
        var meta = writer.Begin(1);
        new MessageEncoder(metadata, writer).Fields(MessageShape.Of("io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta").Fields);
        writer.End(meta);
        foreach (var item in items)
        {
            var start = writer.Begin(2);
            new MessageEncoder(item.Span, writer).Fields(fields);
            writer.End(start);
        }

        End(writer, raw);
        output.Write(writer.Written);
        return true;
    }

    /// <summary>
    /// Writes an event of a watch: its length as four bytes, big-endian, then the event with the object in its envelope. False,
    /// with nothing written, if the object's kind has no protobuf form.
    /// </summary>
    /// <param name="type">ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.</param>
    /// <param name="json">The object, or the Status of an ERROR.</param>
    public static bool TryEncodeWatchEvent(IBufferWriter<byte> output, string type, ReadOnlySpan<byte> json)
    {
        var (apiVersion, kind) = KindOf(json);
        if (!TryFind(apiVersion, kind, out var schema))
            return false;
        var writer = new ProtoWriter(json.Length + 96);
        writer.Text(1, type);
        var extension = writer.Begin(2);
        var bytes = writer.Begin(1);
        Begin(writer, apiVersion, kind, out var raw);
        new MessageEncoder(json, writer).Fields(MessageShape.Of(schema).Fields);
        End(writer, raw);
        writer.End(bytes);
        writer.End(extension);
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), writer.Length);
        output.Advance(4);
        output.Write(writer.Written);
        return true;
    }

    private static void Begin(ProtoWriter writer, string apiVersion, string kind, out int raw)
    {
        writer.Raw(Magic);
        var type = writer.Begin(1);
        writer.Text(1, apiVersion);
        writer.Text(2, kind);
        writer.End(type);
        raw = writer.Begin(2);
    }

    private static void End(ProtoWriter writer, int raw)
    {
        writer.End(raw);
        writer.Text(3, "");
        writer.Text(4, "");
    }

    private static bool TryFind(string apiVersion, string kind, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Schema? schema)
    {
        if (MetaKinds.TryGet(apiVersion, kind, out schema) || DiscoveryKinds.TryGet(apiVersion, kind, out schema))
            return true;

        // These two come in the version of the resource they are sent for.
        var version = kind is "DeleteOptions" or "WatchEvent" ? "v1" : apiVersion;
        return GroupVersion.TryParse(version, out var parsed) && BuiltInSchemas.Instance.TryGetKind(parsed, kind, out schema);
    }

    private static DocObject Json(ReadOnlySpan<byte> raw)
    {
        try
        {
            return DocReader.ParseObject(raw.ToArray());
        }
        catch (DocFormatException e)
        {
            throw new ProtobufFormatException(e.Message);
        }
    }

    private static (string ApiVersion, string Kind) KindOf(ReadOnlySpan<byte> json)
    {
        var (apiVersion, kind) = ("", "");
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DocReader.MaxDepth });
        reader.Read();
        while ((apiVersion.Length == 0 || kind.Length == 0) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isVersion, isKind) = (reader.ValueTextEquals("apiVersion"u8), reader.ValueTextEquals("kind"u8));
            reader.Read();
            if (isVersion)
                apiVersion = NameTable.Intern(reader.ValueSpan);
            else if (isKind)
                kind = NameTable.Intern(reader.ValueSpan);
            else
                reader.Skip();
        }

        return (apiVersion, kind);
    }
}

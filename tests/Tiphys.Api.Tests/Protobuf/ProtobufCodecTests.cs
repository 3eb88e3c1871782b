using System.Buffers;
using System.Text;
using CsCheck;
using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Tests.Protobuf;

public sealed class ProtobufCodecTests
{
    private static readonly GroupVersion Core = new("", "v1");

    public static TheoryData<string, string> Kinds { get; } =
        [.. ResourceCatalog.BuiltIn.All.Select(info => new TheoryDataRow<string, string>(info.GroupVersion.ToString(), info.Kind))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encode_AnyObjectOfTheKind_DecodesToTheSame(string apiVersion, string kind)
    {
        GroupVersion.TryParse(apiVersion, out var version);
        Assert.True(ResourceCatalog.BuiltIn.TryGetByKind(version, kind, out var info));
        SchemaGen.Of(info.Schema).Sample(
            made =>
            {
                var document = new DocObject { { "kind", kind }, { "apiVersion", apiVersion } };
                foreach (var (name, value) in (DocObject)made)
                    document.Add(name, value);
                var decoded = ProtobufCodec.Decode(Encode(document.ToUtf8()));
                Assert.True(document.DeepEquals(decoded), $"{document}\n{decoded}");
            },
            iter: 20);
    }

    [Fact]
    public void Encode_SmallObject_HasTheBytesTheFormatSays()
    {
        var body = Encode("""{"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"a"},"spec":{"leaseDurationSeconds":15}}"""u8);
        byte[] expected =
        [
            .. "k8s\0"u8,
            0x0a, 31, 0x0a, 22, .. "coordination.k8s.io/v1"u8, 0x12, 5, .. "Lease"u8,
            0x12, 9, 0x0a, 3, 0x0a, 1, .. "a"u8, 0x12, 2, 0x10, 15,
            0x1a, 0, 0x22, 0,
        ];
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(body));
    }

    [Fact]
    public void Decode_ZeroOfAFieldThatDoesNotTellItFromNone_IsNone()
    {
        // PodSpec: restartPolicy "" (3), terminationGracePeriodSeconds 0 (4), hostNetwork false (11).
        byte[] spec = [0x1a, 0, 0x20, 0, 0x58, 0];
        var pod = ProtobufCodec.Decode(Wrap("v1", "Pod", [0x12, (byte)spec.Length, .. spec]));
        Assert.Equal("""{"kind":"Pod","apiVersion":"v1","spec":{"terminationGracePeriodSeconds":0}}""", pod.ToString());
    }

    [Fact]
    public void Decode_InlinedVolumeSource_StandsBesideTheName()
    {
        // Volume: name (1), wrapper volumeSource (2) with emptyDir (2).
        byte[] volume = [0x0a, 1, (byte)'v', 0x12, 2, 0x12, 0];
        byte[] spec = [0x0a, (byte)volume.Length, .. volume];
        var pod = ProtobufCodec.Decode(Wrap("v1", "Pod", [0x12, (byte)spec.Length, .. spec]));
        Assert.Equal("""[{"name":"v","emptyDir":{}}]""", pod.GetPath("spec", "volumes")!.ToString());
    }

    [Fact]
    public void Decode_EmptyEnvelopeKind_TakesWhatIsExpected()
    {
        var options = ProtobufCodec.Decode(Wrap("", "", [0x08, 5]), Core, "DeleteOptions");
        Assert.Equal(5, options.GetInt64("gracePeriodSeconds"));
    }

    [Fact]
    public void EncodeList_Items_AreThoseOfTheList()
    {
        var output = new ArrayBufferWriter<byte>();
        ReadOnlyMemory<byte>[] items = [.. Enumerable.Range(0, 300).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(
            $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"c{{{i}}}"},"data":{"k":"{{{i}}}"}}"""))];
        Assert.True(ProtobufCodec.TryEncodeList(output, Core, "ConfigMap", """{"resourceVersion":"7","continue":"t"}"""u8, items));
        var list = ProtobufCodec.Decode(output.WrittenMemory);
        Assert.Equal("ConfigMapList", list.GetString("kind"));
        Assert.Equal("7", list.GetObject("metadata")!.GetString("resourceVersion"));
        Assert.Equal(300, list.GetArray("items")!.Count);
        Assert.Equal("c299", ((DocObject)list.GetArray("items")![299]).GetPath("metadata", "name") is DocString name ? name.Value : null);
    }

    [Fact]
    public void EncodeWatchEvent_Frame_HoldsTypeAndEnvelope()
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(ProtobufCodec.TryEncodeWatchEvent(output, "ADDED", """{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"n"}}"""u8));
        var frame = output.WrittenSpan;
        Assert.Equal(frame.Length - 4, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(frame));
        byte[] head = [0x0a, 5, .. "ADDED"u8, 0x12];
        Assert.True(frame[4..].StartsWith(head));
        var envelope = frame[frame.IndexOf(ProtobufCodec.Magic)..];
        Assert.Equal("n", ProtobufCodec.Decode(envelope.ToArray()).GetObject("metadata")!.GetString("name"));
    }

    [Fact]
    public void Encode_CustomResource_HasNoProtobuf()
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.False(ProtobufCodec.TryEncode(output, """{"kind":"Widget","apiVersion":"example.com/v1"}"""u8));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Encode_PartialObjectMetadataAndStatus_HaveProtobuf()
    {
        foreach (var json in (string[])[
            """{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a","labels":{"b":"c"}}}""",
            """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","reason":"NotFound","details":{"name":"x","causes":[{"field":"f"}]},"code":404}"""])
            Assert.Equal(json, ProtobufCodec.Decode(Encode(Encoding.UTF8.GetBytes(json))).ToString());
    }

    [Fact]
    public void Decode_AnyBytes_AnswersOrRefuses() => Gen.Byte.Array[0, 300].Sample(
        bytes =>
        {
            foreach (var kind in (string[])["Pod", "Secret", "Event"])
            {
                try
                {
                    ProtobufCodec.Decode(Wrap("v1", kind, bytes));
                    ProtobufCodec.Decode((byte[])[.. ProtobufCodec.Magic, .. bytes], Core, kind);
                }
                catch (ProtobufFormatException)
                {
                    // Refusing is one of the two answers.
                }
            }
        },
        iter: 3000);

    [Fact]
    public void Decode_DamagedObject_AnswersOrRefuses()
    {
        Assert.True(ResourceCatalog.BuiltIn.TryGetByKind(Core, "Pod", out var pods));
        Gen.Select(SchemaGen.Of(pods.Schema), Gen.Int[0, 1 << 20], Gen.Byte).Sample(
            (made, at, value) =>
            {
                var document = (DocObject)made;
                document.Add("kind", "Pod");
                document.Add("apiVersion", "v1");
                var body = Encode(document.ToUtf8());
                body[4 + (at % (body.Length - 4))] = value;
                try
                {
                    ProtobufCodec.Decode(body);
                }
                catch (ProtobufFormatException)
                {
                    // Refusing is one of the two answers.
                }
            },
            iter: 500);
    }

    [Fact]
    public void Decode_DeepNesting_IsRefused()
    {
        // not (28) of a JSON schema within itself.
        byte[] schema = [];
        for (var i = 0; i < 1000; i++)
        {
            var writer = new ProtoWriter();
            writer.Bytes(28, schema);
            schema = writer.Written.ToArray();
        }

        var version = new ProtoWriter();
        var versions = version.Begin(7);
        var validation = version.Begin(4);
        version.Bytes(1, schema);
        version.End(validation);
        version.End(versions);
        var spec = new ProtoWriter();
        spec.Bytes(2, version.Written);
        Assert.Throws<ProtobufFormatException>(() => ProtobufCodec.Decode(Wrap("apiextensions.k8s.io/v1", "CustomResourceDefinition", spec.Written.ToArray())));
    }

    private static byte[] Encode(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(ProtobufCodec.TryEncode(output, json));
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Wrap(string apiVersion, string kind, byte[] raw)
    {
        var writer = new ProtoWriter();
        writer.Raw(ProtobufCodec.Magic);
        var type = writer.Begin(1);
        writer.Text(1, apiVersion);
        writer.Text(2, kind);
        writer.End(type);
        writer.Bytes(2, raw);
        return writer.Written.ToArray();
    }
}

using Tiphys.Api.Documents;

namespace Tiphys.Client.Objects;

/// <summary>Objects as documents.</summary>
internal sealed class DynamicCodec(ResourceType type) : IObjectCodec<DynamicObject>
{
    public string Accept => "application/json";

    public string AcceptList => "application/json";

    public DynamicObject Decode(ReadOnlyMemory<byte> utf8)
    {
        var document = DocReader.ParseObject(utf8);
        if (!document.ContainsKey("kind"))
            document["kind"] = type.Kind;
        if (!document.ContainsKey("apiVersion"))
            document["apiVersion"] = type.ApiVersion;
        return new(document);
    }

    public byte[] Encode(DynamicObject value) => value.Document.ToUtf8();
}

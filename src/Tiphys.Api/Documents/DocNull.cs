using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>An explicit JSON null.</summary>
public sealed class DocNull : DocNode
{
    public static readonly DocNull Instance = new();

    private DocNull()
    {
    }

    public override DocNode DeepClone() => this;

    public override bool DeepEquals(DocNode? other) => other is DocNull;

    internal override void Write(ref JsonText output) => output.Raw("null"u8);

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteNullValue();
}

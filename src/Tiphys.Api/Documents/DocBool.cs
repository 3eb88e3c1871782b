using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>A JSON boolean.</summary>
public sealed class DocBool : DocNode
{
    public static readonly DocBool True = new(true);
    public static readonly DocBool False = new(false);

    private DocBool(bool value) => Value = value;

    public bool Value { get; }

    public static DocBool Of(bool value) => value ? True : False;

    public override DocNode DeepClone() => this;

    public override bool DeepEquals(DocNode? other) => ReferenceEquals(this, other);

    internal override void Write(ref JsonText output) => output.Raw(Value ? "true"u8 : "false"u8);

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteBooleanValue(Value);
}

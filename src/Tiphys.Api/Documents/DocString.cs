using System.Text;
using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>A JSON string: the decoded value, made on first use from the escaped bytes it was parsed from.</summary>
public sealed class DocString : DocNode
{
    private readonly ReadOnlyMemory<byte> _escaped;
    private string? _value;

    public DocString(string value) => _value = value;

    /// <param name="escaped">What stands between the quotes, valid JSON, escapes included.</param>
    internal DocString(ReadOnlyMemory<byte> escaped) => _escaped = escaped;

    public string Value => _value ??= DocReader.Unescape(_escaped.Span);

    /// <summary>True if the string is empty, without decoding it.</summary>
    public bool IsEmpty => _value is null ? _escaped.IsEmpty : _value.Length == 0;

    public bool ValueEquals(string text)
    {
        if (_value is not null)
            return _value == text;
        var span = _escaped.Span;
        if (span.IndexOf((byte)'\\') >= 0)
            return Value == text;
        return Encoding.UTF8.GetByteCount(text) == span.Length && Value == text;
    }

    public override DocNode DeepClone() => this;

    public override bool DeepEquals(DocNode? other) => other is DocString text
        && ((_value is null && text._value is null && _escaped.Span.SequenceEqual(text._escaped.Span)) || Value == text.Value);

    internal override void Write(ref JsonText output)
    {
        if (_escaped.IsEmpty)
            output.Text(_value);
        else
            output.Quoted(_escaped.Span);
    }

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue(Value);
}

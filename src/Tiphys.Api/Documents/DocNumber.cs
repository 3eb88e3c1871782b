using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>A JSON number, kept as it was written so that nothing is lost on the way through.</summary>
public sealed class DocNumber : DocNode
{
    public DocNumber(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var length);
        Utf8 = digits[..length].ToArray();
    }

    public DocNumber(double value) => Utf8 = Encoding.ASCII.GetBytes(value.ToString("R", CultureInfo.InvariantCulture));

    /// <param name="utf8">The digits as they stand in JSON; the caller has checked that they are a number.</param>
    public DocNumber(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    /// <summary>The number as it is written.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>True if the number is a whole number that fits 64 bits (<c>1</c>, not <c>1.5</c>; <c>1.0</c> counts, as upstream's decoder has it).</summary>
    public bool TryGetInt64(out long value)
    {
        if (Utf8Parser.TryParse(Utf8.Span, out value, out var used) && used == Utf8.Length)
            return true;
        var number = AsDouble();
        value = number is >= -9.2e18 and <= 9.2e18 ? (long)number : 0;
        return number is >= -9.2e18 and <= 9.2e18 && value == number;
    }

    /// <summary>True if it was written without a fraction or exponent.</summary>
    public bool IsInteger => Utf8.Span.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;

    public double AsDouble() => double.Parse(Utf8.Span, NumberStyles.Float, CultureInfo.InvariantCulture);

    public override DocNode DeepClone() => this;

    public override bool DeepEquals(DocNode? other) => other is DocNumber number
        && (Utf8.Span.SequenceEqual(number.Utf8.Span)
            || (TryGetInt64(out var a) && number.TryGetInt64(out var b) ? a == b : AsDouble() == number.AsDouble()));

    internal override void Write(ref JsonText output) => output.Raw(Utf8.Span);

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteRawValue(Utf8.Span, skipInputValidation: true);
}

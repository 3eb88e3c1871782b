using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Strictness;

/// <summary>Scalars of built-in kinds in their canonical form.</summary>
internal static class ScalarFit
{
    private static readonly SearchValues<char> Base64Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>The value in canonical form, itself if it has it already; null if its JSON type is wrong.</summary>
    /// <exception cref="FormatException">The type is right and the text is not: a quantity, time or base64 that cannot be read.</exception>
    public static DocNode? Fit(Schema schema, DocNode value) => schema.Type switch
    {
        SchemaType.String => value is DocString text ? FitText(schema, text) : null,
        SchemaType.Boolean => value as DocBool,
        SchemaType.Number => value as DocNumber,
        SchemaType.Integer => value is DocNumber number && FitsInteger(schema, number) ? number : null,
        SchemaType.IntOrString => value is DocString || (value is DocNumber { IsInteger: true } whole && whole.TryGetInt64(out var amount) && amount is >= int.MinValue and <= int.MaxValue) ? value : null,
        SchemaType.Quantity => FitQuantity(value),
        _ => value,
    };

    private static bool FitsInteger(Schema schema, DocNumber number) => number.IsInteger && number.TryGetInt64(out var value)
        && (schema.Format != "int32" || value is >= int.MinValue and <= int.MaxValue);

    private static DocNode? FitQuantity(DocNode value)
    {
        var text = value switch
        {
            DocString given => given.Value.Trim(),
            DocNumber number => Encoding.ASCII.GetString(number.Utf8.Span),
            _ => null,
        };
        if (text is null)
            return null;
        var canonical = Quantity.Parse(text).ToString();
        return value is DocString same && same.ValueEquals(canonical) ? value : canonical;
    }

    /// <summary>An amount of a resource: the smallest is a thousandth.</summary>
    /// <param name="canonical">A quantity in canonical form.</param>
    public static DocNode RoundUpToMilli(DocNode canonical)
    {
        if (canonical is not DocString text || text.Value is not [.., 'u' or 'n'])
            return canonical;
        var amount = Quantity.Parse(text.Value);
        return Quantity.FromMilli(amount.MilliValue, amount.Format).ToString();
    }

    private static DocNode FitText(Schema schema, DocString text)
    {
        switch (schema.Format)
        {
            case "date-time":
                return FitTime(text, micro: schema.Name?.EndsWith("MicroTime", StringComparison.Ordinal) ?? false);
            case "byte" when !Base64.IsValid(text.Value):
                throw new FormatException($"illegal base64 data at input byte {FirstBad(text.Value)}");
            default:
                return text;
        }
    }

    private static int FirstBad(string text)
    {
        var at = text.AsSpan().IndexOfAnyExcept(Base64Letters);
        return at < 0 || text.AsSpan(at).TrimEnd('=').IsEmpty ? text.Length : at;
    }

    private static DocNode FitTime(DocString text, bool micro)
    {
        var value = text.Value;
        if (micro && (value.Length < 27 || value[19] != '.' || value.AsSpan(20, 6).ContainsAnyExceptInRange('0', '9') || value[26] is not ('Z' or '+' or '-')))
            throw new FormatException($"parsing time \"{value}\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"{value}\" as \".000000\"");
        if (value.Length < 20 || value[10] is not 'T'
            || !DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new FormatException($"parsing time \"{value}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{value}\" as \"2006\"");
        var canonical = time.UtcDateTime.ToString(
            micro ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture);
        return canonical == value ? text : canonical;
    }
}

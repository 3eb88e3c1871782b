using System.Globalization;
using System.Text.RegularExpressions;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Yaml;

/// <summary>What a plain scalar means in YAML 1.1: null, boolean, number or string. A timestamp stays a string, as JSON has none.</summary>
internal static partial class YamlScalar
{
    public static DocNode Resolve(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return DocNull.Instance;
            case "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "true" or "True" or "TRUE":
                return DocBool.True;
            case "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "false" or "False" or "FALSE":
                return DocBool.False;
        }

        if (!MayBeNumber(text[0]))
            return new DocString(text);
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (TryInteger(digits, out var whole))
            return new DocNumber(whole);
        return Float().IsMatch(digits) && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? new DocNumber(number)
            : new DocString(text);
    }

    /// <summary>True if the text, written plain, would not be read as this string again.</summary>
    public static bool NeedsQuotes(string text) => Resolve(text) is not DocString || text == "<<" || Timestamp().IsMatch(text);

    private static bool MayBeNumber(char first) => char.IsAsciiDigit(first) || first is '+' or '-' or '.';

    private static bool TryInteger(string text, out long value)
    {
        var negative = text[0] == '-';
        var digits = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        value = 0;
        if (digits.IsEmpty || digits[0] is '-' or '+')
            return false;
        var (radix, skip) = digits switch
        {
            ['0', 'x', ..] => (16, 2),
            ['0', 'b', ..] => (2, 2),
            ['0', 'o', ..] => (8, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        foreach (var c in digits[skip..])
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix || value > (long.MaxValue - digit) / radix)
                return false;
            value = value * radix + digit;
        }

        value = negative ? -value : value;
        return digits.Length > skip;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Float();

    [GeneratedRegex(@"^\d{4}-\d{1,2}-\d{1,2}")]
    private static partial Regex Timestamp();
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Tiphys.Primitives.Quantities;

/// <summary>Reads the text form of quantities: a sign, digits with at most one point, a suffix or an exponent.</summary>
internal static class QuantityParser
{
    public const string FormatMessage = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    // Longer texts say nothing a quantity can hold and would cost time to read.
    private const int LongestNumber = 256;

    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity value)
    {
        value = default;
        if (string.IsNullOrEmpty(text))
            return false;
        var at = text[0] is '+' or '-' ? 1 : 0;
        var start = at;
        var point = -1;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '.' && point < 0)))
        {
            if (text[at] == '.')
                point = at;
            at++;
        }

        var digits = at - start - (point < 0 ? 0 : 1);
        if (digits == 0 || digits > LongestNumber || !TrySuffix(text.AsSpan(at), out var power10, out var power2, out var format))
            return false;
        var fraction = point < 0 ? 0 : at - point - 1;
        var number = BigInteger.Parse(text.AsSpan(start, at - start).ToString().Replace(".", ""), CultureInfo.InvariantCulture) << power2;
        value = new(Scale(text[0] == '-' ? -number : number, power10 + 9 - fraction), format);
        return true;
    }

    private static Int128 Scale(BigInteger number, int power10)
    {
        if (power10 >= 0)
        {
            number *= BigInteger.Pow(10, power10);
        }
        else
        {
            number = BigInteger.DivRem(number, BigInteger.Pow(10, -power10), out var rest);
            number += rest.Sign;
        }

        var limit = new BigInteger(long.MaxValue) * Quantity.NanosPerUnit;
        return (Int128)BigInteger.Clamp(number, -limit, limit);
    }

    private static bool TrySuffix(ReadOnlySpan<char> suffix, out int power10, out int power2, out QuantityFormat format)
    {
        (power10, power2, format) = (0, 0, QuantityFormat.DecimalSI);
        if (suffix.IsEmpty)
            return true;
        if (suffix.Length == 2 && suffix[1] == 'i')
        {
            format = QuantityFormat.BinarySI;
            power2 = ("KMGTPE".IndexOf(suffix[0]) + 1) * 10;
            return power2 > 0;
        }

        if (suffix.Length == 1)
        {
            const string Suffixes = "num kMGTPE";
            var step = suffix[0] == ' ' ? -1 : Suffixes.IndexOf(suffix[0]);
            power10 = (step * 3) - 9;
            return step >= 0;
        }

        format = QuantityFormat.DecimalExponent;
        // int.Parse would take blanks; NumberStyles keeps to sign and digits. Exponents beyond any amount are cut, not refused.
        if (suffix[0] is not ('e' or 'E') || !int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power10))
            return false;
        power10 = Math.Clamp(power10, -LongestNumber * 2, LongestNumber * 2);
        return true;
    }
}

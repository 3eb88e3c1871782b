using System.Globalization;

namespace Tiphys.Primitives.Quantities;

/// <summary>Writes quantities in canonical form.</summary>
internal static class QuantityWriter
{
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static string Write(Quantity value)
    {
        if (value.IsZero)
            return "0";
        // Small binary amounts are written in the decimal way, as upstream does.
        if (value.Format == QuantityFormat.BinarySI && Int128.Abs(value.Nanos) >= (Int128)1024 * Quantity.NanosPerUnit)
            return WriteBinary(value);
        var mantissa = value.Nanos;
        var step = 0;
        while (step < DecimalSuffixes.Length - 1 && mantissa % 1000 == 0)
        {
            mantissa /= 1000;
            step++;
        }

        var digits = mantissa.ToString(CultureInfo.InvariantCulture);
        if (value.Format != QuantityFormat.DecimalExponent)
            return digits + DecimalSuffixes[step];
        var exponent = (step * 3) - 9;
        return exponent == 0 ? digits : $"{digits}e{exponent.ToString(CultureInfo.InvariantCulture)}";
    }

    private static string WriteBinary(Quantity value)
    {
        var (units, rest) = Int128.DivRem(value.Nanos, Quantity.NanosPerUnit);
        units += Int128.Sign(rest);
        var step = 0;
        while (step < BinarySuffixes.Length - 1 && units % 1024 == 0)
        {
            units /= 1024;
            step++;
        }

        return units.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[step];
    }
}

using System.Globalization;
using System.Text;

namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>Values as text, and text as code points.</summary>
internal static class CelText
{
    /// <summary>The number of code points.</summary>
    public static int Length(string text)
    {
        var length = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
                length--;
        }

        return length;
    }

    /// <summary>True if every code point is one unit, so that positions in both are the same.</summary>
    public static bool IsPlain(string text) => text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0;

    /// <summary>The unit at which a code point begins; the text's length for the position behind the last.</summary>
    public static int UnitAt(string text, int codePoint)
    {
        var unit = 0;
        for (var i = 0; i < codePoint; i++)
            unit += char.IsHighSurrogate(text[unit]) && unit + 1 < text.Length ? 2 : 1;
        return unit;
    }

    public static int CodePointAt(string text, int unit) => Length(text[..unit]);

    /// <summary>A double as Go's <c>%g</c> writes it.</summary>
    public static string OfDouble(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        if (value == 0)
            return double.IsNegative(value) ? "-0" : "0";
        var scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = Digits(shortest);
        if (exponent is < -4 or >= 6)
            return Scientific(value < 0, digits, exponent);
        return Plain(value < 0, digits, exponent);
    }

    /// <summary>A value for people, in messages.</summary>
    public static string Display(in CelValue value) => value.Kind switch
    {
        CelKind.Null => "null",
        CelKind.Bool => value.IsTrue ? "true" : "false",
        CelKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        CelKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture),
        CelKind.Double => OfDouble(value.AsDouble),
        CelKind.String => value.AsString,
        CelKind.Bytes => Encoding.UTF8.GetString(value.AsBytes),
        CelKind.Timestamp => value.AsTime.ToString(),
        CelKind.Duration => CelDuration.InSeconds(value.AsNanoseconds),
        CelKind.List => $"[{string.Join(", ", value.AsList.ToArray().Select(item => Display(item)))}]",
        CelKind.Map => DisplayMap(value.AsMap),
        CelKind.Type => value.AsType.Name,
        CelKind.Optional => value.HasValue ? $"optional({Display(value.OptionalValue)})" : "optional.none()",
        CelKind.Object => value.AsObject.ToString() ?? "",
        _ => value.ErrorMessage,
    };

    private static string DisplayMap(CelMap map) => $"{{{string.Join(", ", map.Keys().Select(key => map.TryGet(key, out var value) ? $"{Display(key)}: {Display(value)}" : ""))}}}";

    private static string Digits(string shortest)
    {
        var mantissa = shortest.IndexOf('E') is var at and >= 0 ? shortest[..at] : shortest;
        var digits = mantissa.Replace(".", "").TrimStart('-').TrimStart('0').TrimEnd('0');
        return digits.Length == 0 ? "0" : digits;
    }

    private static string Scientific(bool negative, string digits, int exponent) =>
        $"{(negative ? "-" : "")}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("D2", CultureInfo.InvariantCulture)}";

    private static string Plain(bool negative, string digits, int exponent)
    {
        var sign = negative ? "-" : "";
        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? sign + digits + new string('0', exponent + 1 - digits.Length)
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}

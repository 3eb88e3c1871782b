using System.Globalization;
using System.Text;
using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary><c>"...".format([...])</c> of the strings extension: %s %d %f %e %b %o %x %X, with a precision for %f and %e.</summary>
internal static class FormatFunctions
{
    private const int UsualPrecision = 6;
    private const int MostPrecision = 1000;

    public static void Declare(Declarations declare) =>
        declare.Member("format", "string, list(dyn) -> string", a => Format(a[0].AsString, a[1].AsList), TextCosts.Format);

    private static CelValue Format(string pattern, CelList arguments)
    {
        var result = new StringBuilder(pattern.Length);
        var next = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%')
            {
                result.Append(pattern[i]);
                continue;
            }

            if (++i >= pattern.Length)
                return CelValue.Error("unexpected end of string");
            if (pattern[i] == '%')
            {
                result.Append('%');
                continue;
            }

            if (next >= arguments.Count)
                return CelValue.Error($"index {next} out of range");
            if (!TryPrecision(pattern, ref i, out var precision, out var error) || Clause(pattern[i], precision, arguments[next++], out error) is not { } text)
                return CelValue.Error(error);
            result.Append(text);
        }

        return CelValue.From(result.ToString());
    }

    internal static bool TryPrecision(string pattern, ref int at, out int precision, out string error)
    {
        precision = UsualPrecision;
        error = "error while parsing precision: could not find end of precision specifier";
        if (pattern[at] != '.')
            return true;
        var start = ++at;
        while (at < pattern.Length && char.IsAsciiDigit(pattern[at]))
            at++;
        return at < pattern.Length
            && int.TryParse(pattern.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out precision)
            && precision <= MostPrecision;
    }

    /// <summary>What is said of an argument whose type a clause cannot take.</summary>
    internal static string ClauseProblem(char clause, string type) => clause switch
    {
        's' => $"error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given {type}",
        'd' => $"error during formatting: decimal clause can only be used on integers, was given {type}",
        'f' => $"error during formatting: fixed-point clause can only be used on doubles, was given {type}",
        'e' => $"error during formatting: scientific clause can only be used on doubles, was given {type}",
        'b' => $"error during formatting: only integers and bools can be formatted as binary, was given {type}",
        'o' => $"error during formatting: octal clause can only be used on integers, was given {type}",
        'x' or 'X' => $"error during formatting: only integers, byte buffers, and strings can be formatted as hex, was given {type}",
        _ => $"could not parse formatting clause: unrecognized formatting clause \"{clause}\"",
    };

    private static string? Clause(char clause, int precision, in CelValue value, out string error)
    {
        error = ClauseProblem(clause, value.Type.Name);
        return clause switch
        {
            's' => Text(value),
            'd' => value.Kind is CelKind.Int or CelKind.Uint ? CelText.Display(value) : null,
            'f' => Real(value) is { } real ? Special(real) ?? real.ToString("N" + precision, CultureInfo.InvariantCulture) : null,
            'e' => Real(value) is { } real ? Special(real) ?? PowerOfTen(real.ToString(Mantissa(precision) + "e+00", CultureInfo.InvariantCulture)) : null,
            'b' => value.Kind == CelKind.Bool ? (value.IsTrue ? "1" : "0") : Radix(value, 2),
            'o' => Radix(value, 8),
            'x' => Hex(value),
            'X' => Hex(value)?.ToUpperInvariant(),
            _ => null,
        };
    }

    /// <summary>The exponent as upstream's formatter prints it: <c>1.5×10⁰³</c>.</summary>
    private static string PowerOfTen(string scientific)
    {
        var at = scientific.IndexOf('e');
        var sign = scientific[at + 1] == '-' ? "\u207b" : "";
        return $"{scientific[..at]}\u00d710{sign}{string.Concat(scientific[(at + 2)..].Select(digit => "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[digit - '0']))}";
    }

    private static string Mantissa(int precision) => precision == 0 ? "0" : "0." + new string('0', precision);

    private static double? Real(in CelValue value) => value.Kind switch
    {
        CelKind.Double => value.AsDouble,
        CelKind.String => value.AsString switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        },
        _ => null,
    };

    private static string? Special(double value) => double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? (value > 0 ? "\u221e" : "-\u221e") : null;

    private static string? Hex(in CelValue value) => value.Kind switch
    {
        CelKind.String => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value.AsString)),
        CelKind.Bytes => Convert.ToHexStringLower(value.AsBytes),
        _ => Radix(value, 16),
    };

    private static string? Radix(in CelValue value, uint radix)
    {
        if (value.Kind is not (CelKind.Int or CelKind.Uint))
            return null;
        var negative = value.Kind == CelKind.Int && value.AsInt < 0;
        var magnitude = negative ? unchecked(0ul - value.AsUint) : value.AsUint;
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(magnitude % radix)]);
            magnitude /= radix;
        }
        while (magnitude > 0);
        return (negative ? "-" : "") + digits;
    }

    private static string? Text(in CelValue value) => value.Kind switch
    {
        CelKind.List or CelKind.Map => Literal(value),
        CelKind.Optional or CelKind.Object => null,
        _ => CelText.Display(value),
    };

    /// <summary>A value inside a list or map, as a CEL literal; null if there is none.</summary>
    private static string? Literal(in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.String:
                return StringFunctions.Quote(value.AsString);
            case CelKind.Bytes:
                return "b" + StringFunctions.Quote(Encoding.UTF8.GetString(value.AsBytes));
            case CelKind.Double:
                return double.IsFinite(value.AsDouble) ? value.AsDouble.ToString("F6", CultureInfo.InvariantCulture) : $"\"{CelText.OfDouble(value.AsDouble)}\"";
            case CelKind.Timestamp or CelKind.Duration:
                return $"{(value.Kind == CelKind.Timestamp ? "timestamp" : "duration")}(\"{CelText.Display(value)}\")";
            case CelKind.List:
                var items = value.AsList.ToArray().Select(item => Literal(item)).ToList();
                return items.Contains(null) ? null : $"[{string.Join(", ", items)}]";
            case CelKind.Map:
                return Entries(value.AsMap);
            case CelKind.Optional or CelKind.Object:
                return null;
            default:
                return CelText.Display(value);
        }
    }

    private static string? Entries(CelMap map)
    {
        var entries = new List<(string Key, string Value)>(map.Count);
        foreach (var key in map.Keys())
        {
            map.TryGet(key, out var value);
            if (Literal(key) is not { } name || Literal(value) is not { } text)
                return null;
            entries.Add((name, text));
        }

        return $"{{{string.Join(", ", entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}:{entry.Value}"))}}}";
    }
}

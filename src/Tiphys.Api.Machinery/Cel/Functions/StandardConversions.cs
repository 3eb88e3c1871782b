using System.Globalization;
using System.Text;
using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The conversions of the CEL language definition, and <c>size</c>.</summary>
internal static class StandardConversions
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, true);

    public static void Declare(Declarations declare)
    {
        Sizes(declare);
        declare.Global("type", "A -> type(A)", a => CelValue.From(a[0].Type));
        declare.Global("dyn", "A -> dyn", a => a[0]);
        declare.Global("bool", "bool -> bool", a => a[0]);
        declare.Global("bool", "string -> bool", a => ToBool(a[0].AsString));
        declare.Global("bytes", "bytes -> bytes", a => a[0]);
        declare.Global("bytes", "string -> bytes", a => CelValue.From(Encoding.UTF8.GetBytes(a[0].AsString)), TextCosts.ToBytes);
        declare.Global("double", "double -> double", a => a[0]);
        declare.Global("double", "int -> double", a => CelValue.From((double)a[0].AsInt));
        declare.Global("double", "string -> double", a => ToDouble(a[0].AsString));
        declare.Global("double", "uint -> double", a => CelValue.From((double)a[0].AsUint));
        declare.Global("duration", "duration -> duration", a => a[0]);
        declare.Global("duration", "int -> duration", a => CelValue.FromNanoseconds(a[0].AsInt));
        declare.Global("duration", "string -> duration", a => ToDuration(a[0].AsString));
        declare.Global("timestamp", "timestamp -> timestamp", a => a[0]);
        declare.Global("timestamp", "int -> timestamp", a => ToTimestamp(a[0].AsInt));
        declare.Global("timestamp", "string -> timestamp", a => ToTimestamp(a[0].AsString));
        WholeNumbers(declare);
        Strings(declare);
    }

    private static void Sizes(Declarations declare)
    {
        foreach (var member in new[] { false, true })
        {
            Action<string, string, CelFunction, CallCost?> add = member ? declare.Member : declare.Global;
            add("size", "bytes -> int", a => CelValue.From((long)a[0].AsBytes.Length), null);
            add("size", "list(A) -> int", a => CelValue.From((long)a[0].AsList.Count), null);
            add("size", "map(A, B) -> int", a => CelValue.From((long)a[0].AsMap.Count), null);
            add("size", "string -> int", a => CelValue.From((long)CelText.Length(a[0].AsString)), null);
        }
    }

    private static void WholeNumbers(Declarations declare)
    {
        declare.Global("int", "int -> int", a => a[0]);
        declare.Global("int", "double -> int", a => a[0].AsDouble is > -9223372036854775808.0 and < 9223372036854775808.0 ? CelValue.From((long)a[0].AsDouble) : CelErrors.IntOverflow);
        declare.Global("int", "duration -> int", a => CelValue.From(a[0].AsNanoseconds));
        declare.Global("int", "string -> int", a => long.TryParse(a[0].AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? CelValue.From(value)
            : CelErrors.Conversion("string", "int"));
        declare.Global("int", "timestamp -> int", a => CelValue.From(a[0].AsTime.Seconds));
        declare.Global("int", "uint -> int", a => a[0].AsUint > long.MaxValue ? CelErrors.IntOverflow : CelValue.From((long)a[0].AsUint));
        declare.Global("uint", "uint -> uint", a => a[0]);
        declare.Global("uint", "double -> uint", a => a[0].AsDouble is >= 0 and < 18446744073709551616.0 ? CelValue.From((ulong)a[0].AsDouble) : CelErrors.UintOverflow);
        declare.Global("uint", "int -> uint", a => a[0].AsInt < 0 ? CelErrors.UintOverflow : CelValue.From((ulong)a[0].AsInt));
        declare.Global("uint", "string -> uint", a => ulong.TryParse(a[0].AsString, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? CelValue.From(value)
            : CelErrors.Conversion("string", "uint"));
    }

    private static void Strings(Declarations declare)
    {
        declare.Global("string", "string -> string", a => a[0]);
        foreach (var source in new[] { "bool", "double", "duration", "int", "timestamp", "uint" })
            declare.Global("string", $"{source} -> string", a => CelValue.From(CelText.Display(a[0])));
        declare.Global("string", "bytes -> string", a => ToText(a[0].AsBytes), TextCosts.FromBytes);
    }

    private static CelValue ToBool(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => CelValue.True,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => CelValue.False,
        _ => CelErrors.Conversion("string", "bool"),
    };

    private static CelValue ToDouble(string text)
    {
        if (double.TryParse(text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out var value)
            && (double.IsFinite(value) || text.AsSpan().IndexOfAnyInRange('0', '9') < 0))
            return CelValue.From(value);
        return text.TrimStart('+', '-').ToLowerInvariant() is "inf" or "infinity"
            ? CelValue.From(text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity)
            : CelErrors.Conversion("string", "double");
    }

    private static CelValue ToDuration(string text) =>
        CelDuration.TryParse(text, out var nanoseconds) ? CelValue.FromNanoseconds(nanoseconds) : CelErrors.Conversion("string", "google.protobuf.Duration");

    private static CelValue ToTimestamp(string text) =>
        CelTime.TryParse(text, out var time) ? CelValue.From(time) : CelErrors.Conversion("string", "google.protobuf.Timestamp");

    private static CelValue ToTimestamp(long seconds) =>
        new CelTime(seconds, 0) is { IsInRange: true } time ? CelValue.From(time) : CelErrors.TimestampOverflow;

    private static CelValue ToText(byte[] bytes)
    {
        try
        {
            return CelValue.From(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return CelValue.Error("invalid UTF-8 in bytes, cannot convert to string");
        }
    }
}

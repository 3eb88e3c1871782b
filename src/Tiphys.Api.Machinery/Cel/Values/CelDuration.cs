using System.Globalization;
using System.Numerics;

namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>The text forms of durations: <c>1h30m</c>, <c>1.5s</c>, <c>-20ms</c>, as Go reads them.</summary>
public static class CelDuration
{
    public const long PerSecond = 1_000_000_000;
    public const long PerMinute = 60 * PerSecond;
    public const long PerHour = 60 * PerMinute;

    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var span = text.AsSpan();
        var negative = span.StartsWith("-");
        if (negative || span.StartsWith("+"))
            span = span[1..];
        if (span.IsEmpty)
            return false;
        if (span is "0")
            return true;
        var total = BigInteger.Zero;
        while (!span.IsEmpty)
        {
            var digits = span.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || digits > 40 || !TryPart(span[..digits], ref span, out var part))
                return false;
            total += part;
        }

        if (negative)
            total = -total;
        if (total > long.MaxValue || total < long.MinValue)
            return false;
        nanoseconds = (long)total;
        return true;
    }

    /// <summary>The duration in seconds, <c>5400s</c>: what <c>string(duration)</c> gives.</summary>
    public static string InSeconds(long nanoseconds)
    {
        var (seconds, rest) = long.DivRem(nanoseconds, PerSecond);
        var sign = nanoseconds < 0 ? "-" : "";
        var whole = seconds.ToString(CultureInfo.InvariantCulture).TrimStart('-');
        return rest == 0
            ? $"{sign}{whole}s"
            : $"{sign}{whole}.{Math.Abs(rest).ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0')}s";
    }

    private static bool TryPart(ReadOnlySpan<char> number, ref ReadOnlySpan<char> span, out BigInteger nanoseconds)
    {
        nanoseconds = 0;
        span = span[number.Length..];
        var unit = UnitOf(span, out var width);
        span = span[width..];
        var point = number.IndexOf('.');
        var decimals = point < 0 ? 0 : number.Length - point - 1;
        var text = point < 0 ? number.ToString() : number.ToString().Remove(point, 1);
        if (unit == 0 || text.Length == 0 || text.Contains('.'))
            return false;
        nanoseconds = BigInteger.Parse(text, CultureInfo.InvariantCulture) * unit / BigInteger.Pow(10, decimals);
        return true;
    }

    private static long UnitOf(ReadOnlySpan<char> span, out int width)
    {
        width = span.IndexOfAny("0123456789.");
        if (width < 0)
            width = span.Length;
        return span[..width] switch
        {
            "ns" => 1,
            "us" or "\u00b5s" or "\u03bcs" => 1_000,
            "ms" => 1_000_000,
            "s" => PerSecond,
            "m" => PerMinute,
            "h" => PerHour,
            _ => 0,
        };
    }
}

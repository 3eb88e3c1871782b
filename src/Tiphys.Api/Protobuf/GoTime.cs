using System.Globalization;
using System.Text;

namespace Tiphys.Api.Protobuf;

/// <summary>Instants and durations between their texts and their numbers.</summary>
internal static class GoTime
{
    private static readonly (string Unit, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("\u00b5s", 1_000), ("\u03bcs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    public static bool TryParseInstant(string text, out long seconds, out int nanoseconds)
    {
        var parsed = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant);
        seconds = instant.ToUnixTimeSeconds();
        nanoseconds = (int)(instant.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
        return parsed;
    }

    /// <exception cref="ProtobufFormatException">The instant is not in the years 1 to 9999.</exception>
    public static string Instant(long seconds, long nanoseconds, bool micro)
    {
        if (seconds is < -62_135_596_800 or > 253_402_300_799 || nanoseconds is < 0 or > 999_999_999)
            throw new ProtobufFormatException("proto: a time is out of range");
        var instant = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        return instant.ToString(micro ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads what Go's time.ParseDuration reads: <c>1h30m</c>, <c>-1.5s</c>, <c>0</c>.</summary>
    public static bool TryParseDuration(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        rest = rest[(negative || rest.StartsWith("+") ? 1 : 0)..];
        if (rest is "0")
            return true;
        var sum = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
                return false;
            rest = rest[digits..];
            var unit = rest.IndexOfAny("0123456789.") is var end and >= 0 ? rest[..end] : rest;
            if (!TryUnit(unit, out var scale) || count > long.MaxValue / scale)
                return false;
            sum += count * scale;
            rest = rest[unit.Length..];
        }

        nanoseconds = sum > long.MaxValue ? 0 : (long)(negative ? -sum : sum);
        return text.Length > (negative ? 1 : 0) && sum <= long.MaxValue;
    }

    /// <summary>Writes as Go's Duration.String: <c>1h30m0s</c>, <c>1.5s</c>, <c>250ms</c>, <c>0s</c>.</summary>
    public static string Duration(long nanoseconds)
    {
        if (nanoseconds == 0)
            return "0s";
        var text = new StringBuilder(nanoseconds < 0 ? "-" : "");
        var magnitude = nanoseconds < 0 ? 0ul - (ulong)nanoseconds : (ulong)nanoseconds;
        if (magnitude < 1_000_000_000)
        {
            var (scale, unit) = magnitude < 1_000 ? (1m, "ns") : magnitude < 1_000_000 ? (1_000m, "\u00b5s") : (1_000_000m, "ms");
            return text.Append((magnitude / scale).ToString("0.######", CultureInfo.InvariantCulture)).Append(unit).ToString();
        }

        var (minutes, rest) = Math.DivRem(magnitude, 60_000_000_000);
        var (hours, minute) = Math.DivRem(minutes, 60);
        if (hours > 0)
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        if (minutes > 0)
            text.Append(CultureInfo.InvariantCulture, $"{minute}m");
        return text.Append((rest / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture)).Append('s').ToString();
    }

    private static bool TryUnit(ReadOnlySpan<char> text, out long nanoseconds)
    {
        foreach (var (unit, scale) in Units)
        {
            if (text.SequenceEqual(unit))
            {
                nanoseconds = scale;
                return true;
            }
        }

        nanoseconds = 0;
        return false;
    }
}

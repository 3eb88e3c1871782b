using System.Globalization;

namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>An instant in UTC from year 1 to 9999, exact to the nanosecond.</summary>
/// <param name="Seconds">Since 1970, rounded down.</param>
public readonly record struct CelTime(long Seconds, int Nanoseconds)
{
    public const long Earliest = -62_135_596_800;
    public const long Latest = 253_402_300_799;
    private const long NanosPerSecond = 1_000_000_000;

    public bool IsInRange => Seconds is >= Earliest and <= Latest;

    /// <summary>The instant without what is finer than 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / 100);

    /// <summary>Reads RFC 3339.</summary>
    public static bool TryParse(string text, out CelTime value)
    {
        value = default;
        if (text.Length < 20 || text[10] is not ('T' or 't') || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':')
            return false;
        var span = text.AsSpan();
        if (!Number(span[..4], out var year) || !Number(span[5..7], out var month) || !Number(span[8..10], out var day)
            || !Number(span[11..13], out var hour) || !Number(span[14..16], out var minute) || !Number(span[17..19], out var second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        var at = 19;
        if (!TryFraction(span, ref at, out var nanoseconds) || !TryOffset(span[at..], out var offset))
            return false;
        var local = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeSeconds();
        value = new CelTime(local - offset, nanoseconds);
        return value.IsInRange;
    }

    /// <summary>The instant moved by a duration; null beyond the range.</summary>
    public CelTime? Add(long nanoseconds)
    {
        var total = ((Int128)Seconds * NanosPerSecond) + Nanoseconds + nanoseconds;
        var seconds = (long)(total / NanosPerSecond);
        var rest = (int)(total % NanosPerSecond);
        if (rest < 0)
        {
            rest += (int)NanosPerSecond;
            seconds--;
        }

        var moved = new CelTime(seconds, rest);
        return moved.IsInRange ? moved : null;
    }

    /// <summary>The nanoseconds from another instant to this; null if they do not fit 64 bits.</summary>
    public long? Since(CelTime other)
    {
        var total = ((Int128)(Seconds - other.Seconds) * NanosPerSecond) + Nanoseconds - other.Nanoseconds;
        return total > long.MaxValue || total < long.MinValue ? null : (long)total;
    }

    public int CompareTo(CelTime other) => Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>RFC 3339 with as many decimals as are needed.</summary>
    public override string ToString()
    {
        var whole = DateTimeOffset.FromUnixTimeSeconds(Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return Nanoseconds == 0 ? whole + "Z" : $"{whole}.{Nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0')}Z";
    }

    private static bool Number(ReadOnlySpan<char> digits, out int value) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryFraction(ReadOnlySpan<char> span, ref int at, out int nanoseconds)
    {
        nanoseconds = 0;
        if (at >= span.Length || span[at] is not ('.' or ','))
            return true;
        var digits = 0;
        for (at++; at < span.Length && char.IsAsciiDigit(span[at]); at++, digits++)
        {
            if (digits < 9)
                nanoseconds = (nanoseconds * 10) + span[at] - '0';
        }

        for (var i = digits; i < 9; i++)
            nanoseconds *= 10;
        return digits > 0;
    }

    private static bool TryOffset(ReadOnlySpan<char> span, out int seconds)
    {
        seconds = 0;
        if (span is "Z" or "z")
            return true;
        if (span.Length != 6 || span[0] is not ('+' or '-') || span[3] != ':' || !Number(span[1..3], out var hours) || !Number(span[4..], out var minutes))
            return false;
        seconds = ((hours * 60) + minutes) * 60 * (span[0] == '-' ? -1 : 1);
        return hours < 24 && minutes < 60;
    }
}

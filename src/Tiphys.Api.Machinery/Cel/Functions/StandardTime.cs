using System.Globalization;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The parts of timestamps and durations.</summary>
internal static class StandardTime
{
    public static void Declare(Declarations declare)
    {
        Part(declare, "getFullYear", time => time.Year);
        Part(declare, "getMonth", time => time.Month - 1);
        Part(declare, "getDayOfYear", time => time.DayOfYear - 1);
        Part(declare, "getDayOfMonth", time => time.Day - 1);
        Part(declare, "getDate", time => time.Day);
        Part(declare, "getDayOfWeek", time => (int)time.DayOfWeek);
        Part(declare, "getHours", time => time.Hour);
        Part(declare, "getMinutes", time => time.Minute);
        Part(declare, "getSeconds", time => time.Second);
        Part(declare, "getMilliseconds", time => time.Millisecond);
        declare.Member("getHours", "duration -> int", a => CelValue.From(a[0].AsNanoseconds / CelDuration.PerHour));
        declare.Member("getMinutes", "duration -> int", a => CelValue.From(a[0].AsNanoseconds / CelDuration.PerMinute));
        declare.Member("getSeconds", "duration -> int", a => CelValue.From(a[0].AsNanoseconds / CelDuration.PerSecond));
        declare.Member("getMilliseconds", "duration -> int", a => CelValue.From(a[0].AsNanoseconds / 1_000_000));
    }

    private static void Part(Declarations declare, string name, Func<DateTimeOffset, int> part)
    {
        declare.Member(name, "timestamp -> int", a => CelValue.From((long)part(a[0].AsTime.ToDateTimeOffset())));
        declare.Member(name, "timestamp, string -> int", a => InZone(a[0].AsTime, a[1].AsString, out var error) is { } local ? CelValue.From((long)part(local)) : error);
    }

    /// <param name="zone">A name of the time zone database, or a fixed offset such as <c>+05:30</c> or <c>02:00</c>.</param>
    private static DateTimeOffset? InZone(CelTime time, string zone, out CelValue error)
    {
        error = default;
        var utc = time.ToDateTimeOffset();
        try
        {
            if (TryOffset(zone, out var offset))
                return utc.ToOffset(offset);
            return TimeZoneInfo.ConvertTime(utc, zone.Length == 0 ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zone));
        }
        // An unknown zone, a damaged zone file, or an instant at the end of the calendar that the zone moves out of it.
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or ArgumentException or System.Security.SecurityException)
        {
            error = CelValue.Error($"unknown time zone {zone}");
            return null;
        }
    }

    private static bool TryOffset(string zone, out TimeSpan offset)
    {
        offset = default;
        var sign = zone.StartsWith('-') ? -1 : 1;
        var colon = zone.IndexOf(':');
        if (colon < 0 || !int.TryParse(zone.AsSpan(0, colon).TrimStart("+-"), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(zone.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || hours > 13 || minutes > 59)
            return false;
        offset = new TimeSpan(hours, minutes, 0) * sign;
        return true;
    }
}

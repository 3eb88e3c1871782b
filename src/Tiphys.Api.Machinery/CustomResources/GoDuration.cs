using System.Globalization;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>
/// Durations in schemas: as Go writes them (<see cref="CelDuration"/>), and as the format library adds for texts Go does not take: <c>3d</c>,
/// <c>1w</c>, also beside Go's own units.
/// </summary>
public static class GoDuration
{
    private const long PerDay = 24 * CelDuration.PerHour;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (!CelDuration.TryParse(text, out var nanoseconds) && !TryParseLong(text, out nanoseconds))
            return false;
        duration = TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        return true;
    }

    // Days and weeks are turned into hours, which Go knows.
    private static bool TryParseLong(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan().TrimStart("+-");
        if (text.Length - rest.Length > 1)
            return false;
        var total = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAny("0123456789.");
            var unit = letters < 0 ? rest : rest[..letters];
            if (!TryUnit(unit, out var size))
                return false;
            total += number * size;
            rest = rest[unit.Length..];
        }

        if (text.Length == 0 || total > long.MaxValue / 2)
            return false;
        nanoseconds = (long)(text[0] == '-' ? -total : total);
        return true;
    }

    private static bool TryUnit(ReadOnlySpan<char> unit, out long size)
    {
        size = unit is "d" ? PerDay : unit is "w" ? 7 * PerDay : 0;
        return size > 0 || CelDuration.TryParse($"1{unit}", out size);
    }
}

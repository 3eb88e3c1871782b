using System.Globalization;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>Durations as Go writes them: <c>300ms</c>, <c>1h15m30.5s</c>, <c>-2m</c>, and as strfmt adds: <c>3d</c>, <c>1w</c>.</summary>
public static class GoDuration
{
    private static readonly (string Unit, double Seconds)[] Units =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("w", 604800)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().TrimStart("+-");
        if (rest is "0")
            return true;
        if (rest.IsEmpty || text.Length - rest.Length > 1)
            return false;
        var seconds = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
                digits++;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            rest = rest[digits..];
            var letters = 0;
            while (letters < rest.Length && !char.IsAsciiDigit(rest[letters]) && rest[letters] != '.')
                letters++;
            if (!TryUnit(rest[..letters], out var unit))
                return false;
            seconds += number * unit;
            rest = rest[letters..];
        }

        if (seconds > TimeSpan.MaxValue.TotalSeconds / 2)
            return false;
        duration = TimeSpan.FromSeconds(text[0] == '-' ? -seconds : seconds);
        return true;
    }

    private static bool TryUnit(ReadOnlySpan<char> name, out double seconds)
    {
        foreach (var (unit, value) in Units)
        {
            if (name.SequenceEqual(unit))
            {
                seconds = value;
                return true;
            }
        }

        seconds = 0;
        return false;
    }
}

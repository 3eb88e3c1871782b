namespace Tiphys.Api.Machinery.Tables;

/// <summary>Durations as tables show them: <c>45s</c>, <c>3m20s</c>, <c>5h</c>, <c>2d3h</c>, <c>400d</c>, <c>3y20d</c>; finer the shorter.</summary>
public static class ShortDuration
{
    public static string Format(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        if (seconds < -1)
            return "<invalid>";
        if (seconds < 120)
            return $"{Math.Max(seconds, 0)}s";
        var minutes = seconds / 60;
        if (minutes < 180)
            return minutes < 10 ? Pair(minutes, "m", seconds % 60, "s") : $"{minutes}m";
        var hours = minutes / 60;
        if (hours < 48)
            return hours < 8 ? Pair(hours, "h", minutes % 60, "m") : $"{hours}h";
        var days = hours / 24;
        if (days < 730)
            return days < 8 ? Pair(days, "d", hours % 24, "h") : $"{days}d";
        return days < 365 * 8 ? Pair(days / 365, "y", days % 365, "d") : $"{days / 365}y";
    }

    private static string Pair(long whole, string unit, long rest, string restUnit) => rest == 0 ? $"{whole}{unit}" : $"{whole}{unit}{rest}{restUnit}";
}

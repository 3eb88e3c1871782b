using System.Globalization;

namespace Tiphys.Node.Pods;

/// <summary>Durations as Kubernetes' messages write them: <c>10s</c>, <c>1m20s</c>, <c>5m0s</c>.</summary>
internal static class GoDuration
{
    public static string Format(TimeSpan value)
    {
        var seconds = (long)value.TotalSeconds;
        return value.TotalMinutes < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds}s")
            : string.Create(CultureInfo.InvariantCulture, $"{(value.TotalHours >= 1 ? $"{seconds / 3600}h" : "")}{seconds / 60 % 60}m{seconds % 60}s");
    }
}

namespace Tiphys.ApiServer.Metrics;

/// <summary>Label names and their values in turn, as samples are written.</summary>
internal static class MetricLabels
{
    public static string[] Pair(IReadOnlyList<string> names, IReadOnlyList<string> values) =>
        [.. names.Zip(values).SelectMany(pair => (string[])[pair.First, pair.Second])];
}

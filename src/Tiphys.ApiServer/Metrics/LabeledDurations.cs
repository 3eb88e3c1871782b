using System.Collections.Concurrent;

namespace Tiphys.ApiServer.Metrics;

/// <summary>A family of duration histograms by the values of some labels. Bounded: label values that come after the first thousand sets are counted as <c>other</c>.</summary>
internal sealed class LabeledDurations(string name, string help, params string[] labels) : IMetricSource
{
    private const int MostSets = 1000;
    private const char Separator = '\u001f';
    private readonly ConcurrentDictionary<string, LatencyHistogram> _sets = new(StringComparer.Ordinal);

    /// <param name="values">In the order of the labels.</param>
    public void Observe(TimeSpan duration, params ReadOnlySpan<string> values)
    {
        var key = string.Join(Separator, values);
        if (!_sets.TryGetValue(key, out var set))
            set = _sets.GetOrAdd(_sets.Count < MostSets ? key : string.Join(Separator, labels.Select(_ => "other")), static _ => new());
        set.Observe(duration);
    }

    public void Write(MetricText output)
    {
        if (_sets.IsEmpty)
            return;
        output.Family(name, "histogram", help);
        foreach (var (key, durations) in _sets)
            durations.Write(output, name, MetricLabels.Pair(labels, key.Split(Separator)));
    }
}

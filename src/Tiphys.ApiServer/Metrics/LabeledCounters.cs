using System.Collections.Concurrent;

namespace Tiphys.ApiServer.Metrics;

/// <summary>A family of counters by the values of some labels. Bounded: label values that come after the first thousand sets are counted as <c>other</c>.</summary>
internal sealed class LabeledCounters(string name, string help, params string[] labels) : IMetricSource
{
    private const int MostSets = 1000;
    private const char Separator = '\u001f';
    private readonly ConcurrentDictionary<string, Counter> _sets = new(StringComparer.Ordinal);

    /// <param name="values">In the order of the labels.</param>
    public void Add(params ReadOnlySpan<string> values)
    {
        var key = labels.Length == 1 ? values[0] : string.Join(Separator, values);
        if (!_sets.TryGetValue(key, out var set))
            set = _sets.GetOrAdd(_sets.Count < MostSets ? key : string.Join(Separator, labels.Select(_ => "other")), static _ => new());
        Interlocked.Increment(ref set.Value);
    }

    public void Write(MetricText output)
    {
        if (_sets.IsEmpty)
            return;
        output.Family(name, "counter", help);
        foreach (var (key, count) in _sets)
            output.Sample(name, Volatile.Read(ref count.Value), MetricLabels.Pair(labels, key.Split(Separator)));
    }

    private sealed class Counter
    {
        public long Value;
    }
}

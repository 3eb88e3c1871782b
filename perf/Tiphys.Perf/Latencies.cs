namespace Tiphys.Perf;

/// <summary>Latencies of one run, for percentiles.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    private bool _sorted;

    public int Count => _milliseconds.Count;

    public void Add(TimeSpan latency)
    {
        _milliseconds.Add(latency.TotalMilliseconds);
        _sorted = false;
    }

    public void Add(Latencies others)
    {
        _milliseconds.AddRange(others._milliseconds);
        _sorted = false;
    }

    public double Percentile(double share)
    {
        if (_milliseconds.Count == 0)
            throw new InvalidOperationException("no latency was measured");
        if (!_sorted)
            _milliseconds.Sort();
        _sorted = true;
        return _milliseconds[Math.Min(_milliseconds.Count - 1, (int)(share * _milliseconds.Count))];
    }

    public override string ToString() => $"p50 {Percentile(0.5):F2} ms, p99 {Percentile(0.99):F2} ms";
}

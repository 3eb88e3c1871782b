namespace Tiphys.ApiServer.Metrics;

/// <summary>Counts durations in upstream's buckets of request latency. Any number of threads.</summary>
internal sealed class LatencyHistogram
{
    private static readonly double[] Bounds =
        [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

    private static readonly string[] BoundTexts = [.. Bounds.Select(bound => bound.ToString("R", System.Globalization.CultureInfo.InvariantCulture))];
    private readonly long[] _counts = new long[Bounds.Length + 1];
    private long _microseconds;

    public void Observe(TimeSpan duration)
    {
        var at = Array.BinarySearch(Bounds, duration.TotalSeconds);
        Interlocked.Increment(ref _counts[at >= 0 ? at : ~at]);
        Interlocked.Add(ref _microseconds, (long)duration.TotalMicroseconds);
    }

    /// <param name="labels">Names and values in turn; the bucket's bound is added.</param>
    public void Write(MetricText output, string name, params ReadOnlySpan<string> labels)
    {
        var running = 0L;
        for (var i = 0; i < Bounds.Length; i++)
        {
            running += Volatile.Read(ref _counts[i]);
            output.Sample(name + "_bucket", running, [.. labels, "le", BoundTexts[i]]);
        }

        running += Volatile.Read(ref _counts[^1]);
        output.Sample(name + "_bucket", running, [.. labels, "le", "+Inf"]);
        output.Sample(name + "_sum", Volatile.Read(ref _microseconds) / 1e6, labels);
        output.Sample(name + "_count", running, labels);
    }
}

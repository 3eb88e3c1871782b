namespace Tiphys.Perf.Load;

/// <summary>What workers did.</summary>
internal sealed record WorkResult(Latencies Latencies, TimeSpan Elapsed)
{
    public double PerSecond => Latencies.Count / Elapsed.TotalSeconds;

    public override string ToString() => $"{PerSecond,8:F0}/s, {Latencies}";
}

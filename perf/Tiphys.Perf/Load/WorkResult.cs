namespace Tiphys.Perf.Load;

/// <summary>What workers did.</summary>
/// <param name="Processor">What the server's processes used meanwhile; zero if they are not known.</param>
internal sealed record WorkResult(Latencies Latencies, TimeSpan Elapsed, TimeSpan Processor)
{
    public double PerSecond => Latencies.Count / Elapsed.TotalSeconds;

    /// <summary>The server's processor time for one operation; not a number if it is not known.</summary>
    public double ProcessorMicroseconds => Processor > TimeSpan.Zero ? Processor.TotalMicroseconds / Latencies.Count : double.NaN;

    /// <summary>Two rounds of the same work as one.</summary>
    public WorkResult And(WorkResult other)
    {
        Latencies.Add(other.Latencies);
        return new(Latencies, Elapsed + other.Elapsed, Processor + other.Processor);
    }

    public override string ToString() => $"{PerSecond,8:F0}/s, {Latencies}, server {ProcessorMicroseconds:F0} us of processor each";
}

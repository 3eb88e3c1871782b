namespace Tiphys.Primitives.Retries;

/// <summary>Counts the failures in a row of one thing and says how long to wait after each.</summary>
/// <remarks>Not thread safe.</remarks>
public sealed class Backoff(BackoffPolicy policy, Random? random = null)
{
    private readonly Random _random = random ?? Random.Shared;
    private int _failures;

    /// <summary>The failures since the last <see cref="Reset"/>.</summary>
    public int Failures => _failures;

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next() => policy.Delay(_failures++, _random.NextDouble());

    /// <summary>Begins again from the first wait.</summary>
    public void Reset() => _failures = 0;
}

namespace Tiphys.Primitives.Retries;

/// <summary>How the wait between attempts grows: <c>First * Factor^n</c>, never above <see cref="Longest"/>, each drawn longer by up to <see cref="Jitter"/>.</summary>
public sealed record BackoffPolicy
{
    /// <summary>The wait before the first repetition. Default 5 ms, as upstream's controllers.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>No wait is longer than this, jitter excluded. Default 1000 s, as upstream's controllers.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(1000);

    /// <summary>What each wait is multiplied by for the next. Default 2.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>A wait is drawn longer by a random share of at most this much. Default 0: none.</summary>
    public double Jitter { get; init; }

    /// <summary>For connections to a server: 100 ms to 30 s, half of it random.</summary>
    public static BackoffPolicy Connection { get; } = new()
    {
        First = TimeSpan.FromMilliseconds(100),
        Longest = TimeSpan.FromSeconds(30),
        Jitter = 0.5,
    };

    /// <summary>The wait after so many failures in a row, the first of them being 0.</summary>
    /// <param name="failures">0 or more.</param>
    /// <param name="random">Between 0 and 1: where in the jitter the wait falls.</param>
    public TimeSpan Delay(int failures, double random = 0)
    {
        var wait = First.Ticks * Math.Pow(Factor, Math.Min(failures, 1000));
        var bounded = Math.Min(wait, Longest.Ticks);
        return TimeSpan.FromTicks((long)(bounded * (1 + (Jitter * random))));
    }
}

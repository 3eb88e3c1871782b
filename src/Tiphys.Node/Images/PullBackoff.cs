namespace Tiphys.Node.Images;

/// <summary>The wait after an image could not be fetched: 10 s, doubled each time, 5 minutes at most.</summary>
internal sealed record PullBackoff(string Message, TimeSpan Wait, DateTimeOffset Until)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static PullBackoff First(string message, DateTimeOffset now) => After(message, TimeSpan.FromSeconds(10), now);

    public PullBackoff Next(string message, DateTimeOffset now) => After(message, TimeSpan.FromTicks(Math.Min(Wait.Ticks * 2, Longest.Ticks)), now);

    private static PullBackoff After(string message, TimeSpan wait, DateTimeOffset now) => new(message, wait, now + wait);
}

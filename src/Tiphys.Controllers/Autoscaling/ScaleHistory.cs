namespace Tiphys.Controllers.Autoscaling;

/// <summary>What was recommended and done to one target lately. Times are the monotonic clock's. Not thread safe.</summary>
internal sealed class ScaleHistory(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private readonly List<(long At, int Replicas)> _recommended = [];
    private readonly List<(long At, int Change)> _done = [];

    public void Recommend(int replicas)
    {
        Trim();
        _recommended.Add((time.GetTimestamp(), replicas));
    }

    public void Did(int change) => _done.Add((time.GetTimestamp(), change));

    /// <summary>The recommendations of the window, the latest included.</summary>
    public IEnumerable<int> Recommendations(TimeSpan window) =>
        _recommended.Where((entry, i) => i == _recommended.Count - 1 || time.GetElapsedTime(entry.At) <= window).Select(entry => entry.Replicas);

    /// <summary>How many replicas were added (or, negative, removed) within the period.</summary>
    public int Changed(TimeSpan period, bool up) =>
        _done.Where(entry => entry.Change > 0 == up && time.GetElapsedTime(entry.At) <= period).Sum(entry => Math.Abs(entry.Change));

    private void Trim()
    {
        _recommended.RemoveAll(entry => time.GetElapsedTime(entry.At) > Longest);
        _done.RemoveAll(entry => time.GetElapsedTime(entry.At) > Longest);
    }
}

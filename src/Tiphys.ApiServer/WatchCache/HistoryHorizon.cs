namespace Tiphys.ApiServer.WatchCache;

/// <summary>
/// How far back the past can be asked for: remembers, coarsely, which revision was the newest when. Continue tokens older than the horizon expire, and the store may
/// forget what lies behind it.
/// </summary>
internal sealed class HistoryHorizon(TimeProvider time)
{
    /// <summary>Upstream's compaction interval.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(10);
    private readonly Queue<(long At, long Revision)> _marks = new();
    private readonly Lock _gate = new();
    private long _lastMark = long.MinValue;
    private long _oldest;

    /// <summary>Revisions below this have been superseded for longer than <see cref="Age"/>.</summary>
    public long Oldest
    {
        get
        {
            lock (_gate)
            {
                Forget(time.GetTimestamp());
                return _oldest;
            }
        }
    }

    /// <summary>Notes the newest revision; called with every commit that the cache takes in.</summary>
    public void Note(long revision)
    {
        var now = time.GetTimestamp();
        if (_lastMark != long.MinValue && time.GetElapsedTime(_lastMark, now) < Spacing)
            return;
        lock (_gate)
        {
            _lastMark = now;
            _marks.Enqueue((now, revision));
            Forget(now);
        }
    }

    private void Forget(long now)
    {
        while (_marks.TryPeek(out var mark) && time.GetElapsedTime(mark.At, now) > Age)
        {
            _oldest = mark.Revision;
            _marks.Dequeue();
        }
    }
}

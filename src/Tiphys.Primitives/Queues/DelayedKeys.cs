namespace Tiphys.Primitives.Queues;

/// <summary>Keys with a due time each, on one timer.</summary>
internal sealed class DelayedKeys<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action<TKey> _due;
    private readonly Dictionary<TKey, long> _dueAt = [];
    private readonly PriorityQueue<TKey, long> _order = new();
    private readonly ITimer _timer;
    private bool _disposed;

    public DelayedKeys(TimeProvider time, Action<TKey> due)
    {
        _time = time;
        _due = due;
        _timer = time.CreateTimer(static state => ((DelayedKeys<TKey>)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(TKey key, TimeSpan delay)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            var at = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
            if (_dueAt.TryGetValue(key, out var earlier) && earlier <= at)
                return;
            _dueAt[key] = at;
            _order.Enqueue(key, at);
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _timer.Dispose();
    }

    private void Fire()
    {
        List<TKey>? due = null;
        lock (_gate)
        {
            if (_disposed)
                return;
            var now = _time.GetTimestamp();
            while (_order.TryPeek(out var key, out var at) && at <= now)
            {
                _order.Dequeue();

                // An entry that an earlier due time has replaced is stale.
                if (_dueAt.TryGetValue(key, out var current) && current == at && _dueAt.Remove(key))
                    (due ??= []).Add(key);
            }

            Arm();
        }

        foreach (var key in due ?? [])
            _due(key);
    }

    private void Arm()
    {
        if (!_order.TryPeek(out _, out var at))
            return;
        var seconds = (double)(at - _time.GetTimestamp()) / _time.TimestampFrequency;

        // Rounded up to whole milliseconds: a timer that fires early would spin until the due time.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Clamp(seconds * 1000, 0, 1e9)));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}

namespace Tiphys.ApiServer.WatchCache;

/// <summary>
/// Wakes a resource's watchers after a commit: a few workers of the pool go round and run one watcher after another, a slice at a time.
/// </summary>
/// <remarks>
/// Were every watcher queued by itself, a thousand of them would stand before every other request in the pool's queue, write after write. A round that comes
/// while one is under way begins when that has ended, so that the busier a resource is, the more events a watcher sends at once.
/// </remarks>
internal sealed class WatchFanout : IThreadPoolWorkItem
{
    /// <summary>Watchers that one worker serves before others of the pool's queue have their turn.</summary>
    private const int Slice = 32;

    private readonly Lock _gate = new();
    private readonly List<WatchSignal> _watchers = [];
    private int _position;
    private int _workers;
    private bool _again;

    public void Attach(WatchSignal watcher)
    {
        lock (_gate)
            _watchers.Add(watcher);
    }

    public void Detach(WatchSignal watcher)
    {
        WatchSignal moved;
        lock (_gate)
        {
            int at = _watchers.IndexOf(watcher);
            if (at < 0)
                return;
            moved = _watchers[at] = _watchers[^1];
            _watchers.RemoveAt(_watchers.Count - 1);
        }

        // The round under way may have passed the place that it has moved to.
        moved.Set();
    }

    /// <summary>Every watcher looks at the log once more after this.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _again = true;
            int wanted = Math.Min(Environment.ProcessorCount, (_watchers.Count + Slice - 1) / Slice);
            if (_workers >= wanted)
                return;
            _workers++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        var slice = new WatchSignal[Slice];
        int taken = TakeSlice(slice);
        for (int i = 0; i < taken; i++)
            slice[i].Run();
        if (taken > 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The next watchers of the round; none, and the worker ends, when every watcher has been woken since the last wish.</summary>
    private int TakeSlice(WatchSignal[] slice)
    {
        lock (_gate)
        {
            if (_position >= _watchers.Count && _again)
                (_position, _again) = (0, false);
            int taken = Math.Min(Slice, _watchers.Count - _position);
            if (taken <= 0)
            {
                _workers--;
                return 0;
            }

            _watchers.CopyTo(_position, slice, 0, taken);
            _position += taken;
            return taken;
        }
    }
}

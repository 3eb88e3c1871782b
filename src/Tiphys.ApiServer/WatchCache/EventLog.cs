namespace Tiphys.ApiServer.WatchCache;

/// <summary>
/// The append-only log of a resource's changes: a ring of shared events that one writer fills and any number of cursors read. Events
/// leave at the far end when they are older than the window or when the log has grown too heavy; a cursor that points there has lost.
/// </summary>
/// <remarks>Append and Reset by one thread at a time; Prepend by any; reads from any thread without a lock.</remarks>
internal sealed class EventLog(TimeProvider time, EventLogLimits limits)
{
    private readonly Lock _growing = new();
    private CacheEvent?[] _ring = new CacheEvent?[EventLogLimits.SmallestRing];
    private long _first;
    private long _next;
    private long _startRevision;
    private long _bytes;

    /// <summary>The place the next event will have.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Every change above this revision is in the log.</summary>
    public long StartRevision => Volatile.Read(ref _startRevision);

    /// <summary>Forgets everything; the log is complete from the revision on, and every cursor has lost.</summary>
    public void Reset(long revision)
    {
        lock (_growing)
        {
            Array.Clear(_ring);

            // Places are left out: cursors that had read everything lose too (they may have missed changes), and older events have room before the first.
            Volatile.Write(ref _next, _next + limits.MaxEvents + 1);
            _first = _next;
            _bytes = 0;
            Volatile.Write(ref _startRevision, revision);
        }
    }

    public void Append(CacheEntry current, CacheEntry? previous, bool isDelete)
    {
        var made = new CacheEvent(_next, current, previous, isDelete, time.GetTimestamp());
        lock (_growing)
        {
            Trim(made.Timestamp);
            if (_next - _first == _ring.Length)
                Grow();
            _ring[_next & (_ring.Length - 1)] = made;
            _bytes += current.Utf8.Length;
            Volatile.Write(ref _next, _next + 1);
        }
    }

    /// <summary>Puts older changes before the first event, the newest of them as far as the limits allow.</summary>
    /// <param name="older">Every change above <paramref name="from"/> and not above <paramref name="until"/>, in order.</param>
    /// <returns>False if the log does not begin at <paramref name="until"/> any more; then it is left as it was.</returns>
    public bool Prepend(IReadOnlyList<PastChange> older, long from, long until)
    {
        var now = time.GetTimestamp();
        lock (_growing)
        {
            if (_startRevision != until)
                return false;
            for (var at = older.Count - 1; at >= 0; at--)
            {
                if (_bytes >= limits.MaxBytes || _next - _first >= limits.MaxEvents)
                {
                    Volatile.Write(ref _startRevision, older[at].Current.Revision);
                    return true;
                }

                if (_next - _first == _ring.Length)
                    Grow();
                _first--;
                _ring[_first & (_ring.Length - 1)] = new(_first, older[at].Current, older[at].Previous, older[at].IsDelete, now);
                _bytes += older[at].Current.Utf8.Length;
            }

            Volatile.Write(ref _startRevision, from);
            return true;
        }
    }

    /// <summary>The event at a place: null if it has not happened yet.</summary>
    /// <exception cref="WindowPassedException">The event has left the log.</exception>
    public CacheEvent? Read(long sequence)
    {
        if (sequence >= Volatile.Read(ref _next))
            return null;
        var ring = Volatile.Read(ref _ring);
        var found = Volatile.Read(ref ring[sequence & (ring.Length - 1)]);
        if (found?.Sequence == sequence)
            return found;
        lock (_growing)
        {
            found = _ring[sequence & (_ring.Length - 1)];
            return found?.Sequence == sequence ? found : throw new WindowPassedException();
        }
    }

    /// <summary>The place of the first event with a revision above the given one.</summary>
    /// <exception cref="WindowPassedException">Some of those events have left the log.</exception>
    public long FindAfter(long revision)
    {
        lock (_growing)
        {
            if (revision < _startRevision)
                throw new WindowPassedException();
            long low = _first, high = _next;
            while (low < high)
            {
                var middle = (low + high) >> 1;
                if (_ring[middle & (_ring.Length - 1)]!.Revision <= revision)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }

    private void Trim(long now)
    {
        while (_next - _first > limits.KeepAtLeast)
        {
            ref var slot = ref _ring[_first & (_ring.Length - 1)];
            var young = time.GetElapsedTime(slot!.Timestamp, now) < limits.Window;
            if (young && _bytes < limits.MaxBytes && _next - _first < limits.MaxEvents)
                return;
            _bytes -= slot.Current.Utf8.Length;
            Volatile.Write(ref _startRevision, slot.Revision);
            slot = null;
            _first++;
        }
    }

    private void Grow()
    {
        var larger = new CacheEvent?[_ring.Length * 2];
        for (var at = _first; at < _next; at++)
            larger[at & (larger.Length - 1)] = _ring[at & (_ring.Length - 1)];
        Volatile.Write(ref _ring, larger);
    }
}

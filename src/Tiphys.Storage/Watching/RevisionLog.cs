namespace Tiphys.Storage.Watching;

/// <summary>The newest revisions' changes in memory: a window without gaps that ends at the newest revision.</summary>
/// <remarks>Not safe for concurrent use; its owner holds a lock.</remarks>
internal sealed class RevisionLog(long newest)
{
    private StoreEvent[][] _ring = new StoreEvent[64][];
    private int _head;
    private int _count;

    /// <summary>The newest revision that was appended.</summary>
    public long Newest { get; private set; } = newest;

    /// <summary>Changes after this revision are in the window.</summary>
    public long Floor => Newest - _count;

    /// <summary>Bytes of the values in the window.</summary>
    public long Bytes { get; private set; }

    public int Count => _count;

    /// <summary>Adds all changes of the revision after <see cref="Newest"/>.</summary>
    public void Append(StoreEvent[] events)
    {
        if (_count == _ring.Length)
            Grow();
        _ring[(_head + _count) & (_ring.Length - 1)] = events;
        _count++;
        Newest++;
        Bytes += Measure(events);
    }

    /// <summary>Forgets changes up to and including the revision.</summary>
    public void TrimTo(long revision)
    {
        while (_count > 0 && Floor < revision)
            DropOldest();
    }

    public void DropOldest()
    {
        Bytes -= Measure(_ring[_head]);
        _ring[_head] = null!;
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
    }

    /// <summary>The changes of one revision; null if the window does not hold it.</summary>
    public StoreEvent[]? At(long revision) =>
        revision > Floor && revision <= Newest ? _ring[(_head + (int)(revision - Floor - 1)) & (_ring.Length - 1)] : null;

    /// <summary>Changes under the prefix after the revision, whole revisions until <paramref name="limit"/> events are reached; null if the window begins later.</summary>
    public StoreEventBatch? Read(StoreKey prefix, long afterRevision, int limit)
    {
        if (afterRevision < Floor)
            return null;

        List<StoreEvent>? found = null;
        long revision = afterRevision;
        while (revision < Newest && (found is null || found.Count < limit))
        {
            foreach (var change in At(++revision)!)
            {
                if (change.Key.StartsWith(prefix))
                    (found ??= []).Add(change);
            }
        }

        return new StoreEventBatch(found is null ? [] : found, revision);
    }

    private static long Measure(StoreEvent[] events)
    {
        long bytes = 0;
        foreach (var change in events)
            bytes += change.Key.Span.Length + (change.Value?.Length ?? 0) + (change.Previous?.Length ?? 0) + 128;
        return bytes;
    }

    private void Grow()
    {
        var ring = new StoreEvent[_ring.Length * 2][];
        for (int i = 0; i < _count; i++)
            ring[i] = _ring[(_head + i) & (_ring.Length - 1)];
        _ring = ring;
        _head = 0;
    }
}

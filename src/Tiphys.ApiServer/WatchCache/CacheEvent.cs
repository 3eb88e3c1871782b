namespace Tiphys.ApiServer.WatchCache;

/// <summary>One change of one object, shared by every watcher that passes it.</summary>
/// <param name="Sequence">Its place in the log; without gaps.</param>
/// <param name="Current">The object after the change; for a deletion the last state, stamped with the deletion's revision.</param>
/// <param name="Previous">The object before the change; null for a creation.</param>
/// <param name="IsDelete">The key is gone.</param>
/// <param name="Timestamp">When it was logged, in the time provider's timestamps; the window is measured by it.</param>
internal sealed record CacheEvent(long Sequence, CacheEntry Current, CacheEntry? Previous, bool IsDelete, long Timestamp)
{
    private ReadOnlyMemory<byte> _farewell;

    public long Revision => Current.Revision;

    /// <summary>The previous state stamped with this event's revision: what a watcher is shown whose selector the object has left. Made once for all.</summary>
    public ReadOnlyMemory<byte> Farewell
    {
        get
        {
            if (_farewell.IsEmpty)
                _farewell = Registry.StoredDocument.Restamp(Previous!.Utf8.Span, Revision);
            return _farewell;
        }
    }
}

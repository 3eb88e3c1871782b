namespace Tiphys.ApiServer.WatchCache;

/// <summary>A resource's objects as one revision shows them. Immutable.</summary>
/// <param name="Revision">The resource's last change in it; the snapshot holds for every revision from here to the next change.</param>
/// <param name="NextSequence">The log's place behind the last change in it: where a watcher that starts from this snapshot begins.</param>
/// <param name="Generation">Rises with every snapshot of the resource.</param>
internal sealed record CacheSnapshot(CacheIndex Index, long Revision, long NextSequence, long Generation)
{
    public static readonly CacheSnapshot Empty = new(CacheIndex.Empty, 0, 0, 0);
}

using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.Storage;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>One resource in memory: an ordered snapshot that is swapped with every commit, and the log of what changed.</summary>
/// <remarks>Load, Apply and Publish are called by the feed alone; everything else from any thread.</remarks>
internal sealed class ResourceCache(GroupResource resource, TimeProvider time, EventLogLimits limits)
{
    private CacheSnapshot _snapshot = CacheSnapshot.Empty;
    private CacheIndex _pending = CacheIndex.Empty;
    private long _pendingRevision;
    private bool _dirty;

    public GroupResource Resource { get; } = resource;

    /// <summary>Raised with the watchers, for parts of the server that follow the resource as a whole.</summary>
    public event Action? Changed;

    public EventLog Log { get; } = new(time, limits);

    public CacheSnapshot Snapshot => Volatile.Read(ref _snapshot);

    public SnapshotShelf Shelf { get; } = new(time);

    public WatchFanout Watchers { get; } = new();

    public FrameShelf Frames { get; } = new();

    /// <summary>Replaces everything; every watcher has to list again.</summary>
    public void Load(IReadOnlyList<CacheEntry> sorted, long revision)
    {
        _pending = CacheIndex.Build(sorted);
        Log.Reset(revision);
        _pendingRevision = revision;
        _dirty = true;
        Publish();
    }

    /// <summary>Takes in one change; readers see it after <see cref="Publish"/>.</summary>
    /// <returns>False if the change brought nothing new (a deletion of what was not there).</returns>
    public bool Apply(StoreEvent change, string objectKey)
    {
        _pending.TryGet(objectKey, out var previous);
        if (change.Value is { } value)
        {
            var entry = MakeEntry(objectKey, value.Span, change.Revision, change.CreateRevision);
            _pending = _pending.Set(entry);
            Log.Append(entry, previous, isDelete: false);
        }
        else if (previous is null)
        {
            return false;
        }
        else
        {
            _pending = _pending.Remove(objectKey);
            Log.Append(MakeLast(previous, change.Revision), previous, isDelete: true);
        }

        _pendingRevision = change.Revision;
        _dirty = true;
        return true;
    }

    /// <summary>Makes what was applied visible. Waking the watchers is a step of its own, after the clock has advanced.</summary>
    public void Publish()
    {
        if (!_dirty)
            return;
        _dirty = false;
        Volatile.Write(ref _snapshot, new CacheSnapshot(_pending, _pendingRevision, Log.Next, _snapshot.Generation + 1));
    }

    /// <summary>Tells everybody who follows the resource that there is something new.</summary>
    public void WakeFollowers()
    {
        Changed?.Invoke();
        Watchers.Wake();
    }

    /// <summary>What a deletion shows: the last state, stamped with the deletion's revision.</summary>
    public static CacheEntry MakeLast(CacheEntry previous, long revision) =>
        new(previous.Key, previous.Namespace, previous.Name, StoredDocument.Restamp(previous.Utf8.Span, revision), revision, previous.CreateRevision);

    public static CacheEntry MakeEntry(string objectKey, ReadOnlySpan<byte> stored, long revision, long createRevision)
    {
        var (ns, name) = KeyLayout.Split(objectKey);
        return new(objectKey, ns, name, StoredDocument.Splice(stored, revision), revision, createRevision);
    }
}

using Tiphys.Storage.Indexing;
using Tiphys.Storage.Watching;

namespace Tiphys.Storage.Sqlite;

/// <summary>What readers see: only what is durable. Changed by the writer's thread, under the gate.</summary>
/// <param name="newest">The newest revision on disk.</param>
/// <param name="compacted">The compacted revision on disk.</param>
internal sealed class StoreState(OrderedIndex<KeyRecord> index, long newest, long compacted)
{
    private readonly RevisionLog _recent = new(newest);

    /// <summary>Guards everything here.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Every key, deleted ones until their delete is compacted.</summary>
    public OrderedIndex<KeyRecord> Index { get; } = index;

    public CommitSignal Signal { get; } = new();

    public long Compacted { get; private set; } = compacted;

    public long Newest
    {
        get
        {
            lock (Gate)
                return _recent.Newest;
        }
    }

    /// <summary>A change that is still in memory; null if it has to come from the disk. Call under the gate or on the writer's thread.</summary>
    public StoreEvent? Recent(long row) => _recent.At(RowId.Revision(row))?[RowId.Ordinal(row)];

    /// <summary>The recent changes after a revision; null if they are not in memory any more. Call under the gate.</summary>
    public StoreEventBatch? ReadRecent(StoreKey prefix, long afterRevision, int limit) => _recent.Read(prefix, afterRevision, limit);

    /// <summary>Shows a durable batch to everybody.</summary>
    public void Publish(List<StoreEvent[]> revisions, long recentBytes)
    {
        lock (Gate)
        {
            foreach (var events in revisions)
            {
                for (int i = 0; i < events.Length; i++)
                    Index.Set(events[i].Key, new KeyRecord(RowId.Of(events[i].Revision, i), events[i].Value is null ? 0 : events[i].CreateRevision));
                _recent.Append(events);
            }

            while (_recent.Bytes > recentBytes && _recent.Count > 1)
                _recent.DropOldest();
        }

        Signal.Raise();
    }

    /// <summary>Moves the compacted revision up; from here on older reads and watches are refused.</summary>
    public void Compact(long revision)
    {
        lock (Gate)
        {
            if (revision <= Compacted)
                return;
            Compacted = revision;
            _recent.TrimTo(revision);
        }

        Signal.Raise();
    }

    /// <summary>Forgets deleted keys whose delete is the row given.</summary>
    public void Forget(List<(StoreKey Key, long Row)> tombstones)
    {
        lock (Gate)
        {
            foreach (var (key, row) in tombstones)
            {
                if (Index.TryGet(key, out var record) && record.Row == row)
                    Index.Remove(key);
            }
        }
    }

    /// <exception cref="RevisionCompactedException">The revision is below the compacted one.</exception>
    public void CheckNotCompacted(long revision)
    {
        lock (Gate)
        {
            if (revision < Compacted)
                throw new RevisionCompactedException(revision, Compacted);
        }
    }
}

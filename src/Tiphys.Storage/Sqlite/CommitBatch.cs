namespace Tiphys.Storage.Sqlite;

/// <summary>Several transactions under one flush: decides each against what the ones before it in the batch have written.</summary>
internal sealed class CommitBatch(StoreState state, LogWriter log)
{
    private readonly Dictionary<StoreKey, KeyRecord> _overlay = [];
    private readonly long _base = state.Newest;

    /// <summary>The changes of each new revision, in order.</summary>
    public List<StoreEvent[]> Revisions { get; } = [];

    /// <summary>Decides one transaction and, if its expectations hold, writes its rows into the open SQLite transaction.</summary>
    public void Add(PendingCommit pending)
    {
        if (!Holds(pending.Writes))
        {
            pending.Outcome = new StoreCommit(false, _base + Revisions.Count, [.. pending.Writes.Select(write => Entry(write.Key))]);
            return;
        }

        if (Revisions.Count == 0)
            log.Begin();
        long revision = _base + Revisions.Count + 1;
        var events = new StoreEvent[pending.Writes.Count];
        for (int i = 0; i < events.Length; i++)
            events[i] = Write(pending.Writes[i], revision, i);
        Revisions.Add(events);
        pending.Outcome = new StoreCommit(true, revision, []);
    }

    private bool Holds(IReadOnlyList<StoreWrite> writes)
    {
        for (int i = 0; i < writes.Count; i++)
        {
            if (Find(writes[i].Key).ModRevision != writes[i].ExpectedModRevision)
                return false;
        }

        return true;
    }

    private StoreEvent Write(StoreWrite write, long revision, int ordinal)
    {
        var before = Find(write.Key);
        long created = before.IsDeleted ? revision : before.CreateRevision;
        var row = new LogRow(RowId.Of(revision, ordinal), created, before.Row, write.Key, write.Value);
        log.Insert(row);
        _overlay[write.Key] = new KeyRecord(row.Id, write.Value is null ? 0 : created);
        return before.IsDeleted
            ? new StoreEvent(write.Key, write.Value, null, revision, created)
            : new StoreEvent(write.Key, write.Value, Value(before.Row), revision, created) { PreviousRevision = before.ModRevision };
    }

    private KeyRecord Find(StoreKey key)
    {
        if (_overlay.TryGetValue(key, out var record))
            return record;
        // No lock: only this thread changes the index.
        return state.Index.TryGet(key, out record) ? record : default;
    }

    private StoreEntry? Entry(StoreKey key)
    {
        var record = Find(key);
        return record.IsDeleted ? null : new StoreEntry(key, Value(record.Row)!.Value, record.CreateRevision, record.ModRevision);
    }

    private ReadOnlyMemory<byte>? Value(long row)
    {
        long revision = RowId.Revision(row);
        if (revision > _base)
            return Revisions[(int)(revision - _base - 1)][RowId.Ordinal(row)].Value;
        return state.Recent(row) is { } recent ? recent.Value : log.Rows.Read(row)?.Value;
    }
}

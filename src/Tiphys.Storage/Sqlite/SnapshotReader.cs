namespace Tiphys.Storage.Sqlite;

/// <summary>Reads at one revision: finds rows through the index, values in memory if they are fresh, else on disk.</summary>
internal sealed class SnapshotReader(StoreState state, ReaderPool readers)
{
    public StoreEntry? Get(StoreKey key)
    {
        long lost = 0;
        while (true)
        {
            Candidate found;
            lock (state.Gate)
            {
                if (!state.Index.TryGet(key, out var record) || record.IsDeleted)
                    return null;
                found = new Candidate(key, record, state.Recent(record.Row));
            }

            if (Resolve(found) is { } entry)
                return entry;
            // Between the look-up and the read the key was changed and its old row compacted. A row that stays away is another matter.
            if (lost == found.Record.Row)
                throw Lost(key);
            lost = found.Record.Row;
        }
    }

    public StoreRange Range(StoreKey prefix, StoreKey startAfter, int limit, long revision, CancellationToken cancellationToken)
    {
        if (revision != 0)
            return new HistoricRange(state, readers, revision).Read(prefix, startAfter, limit, cancellationToken);
        while (true)
        {
            var candidates = new List<Candidate>();
            long shown, remaining = 0;
            lock (state.Gate)
            {
                shown = state.Newest;
                foreach (var (key, record) in state.Index.Scan(prefix, startAfter))
                {
                    if (record.IsDeleted)
                        continue;
                    if (limit > 0 && candidates.Count == limit)
                        remaining++;
                    else
                        candidates.Add(new Candidate(key, record, state.Recent(record.Row)));
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (ResolveAll(candidates) is { } entries)
                return new StoreRange(entries, shown, remaining);
            if (state.Newest == shown)
                throw Lost(prefix);
        }
    }

    /// <summary>The changes after a revision; null if there is none yet.</summary>
    public StoreEventBatch? ReadChanges(StoreKey prefix, long afterRevision, int limit)
    {
        long newest;
        lock (state.Gate)
        {
            if (afterRevision < state.Compacted)
                throw new RevisionCompactedException(afterRevision, state.Compacted);
            newest = state.Newest;
            if (afterRevision >= newest)
                return null;
            if (state.ReadRecent(prefix, afterRevision, limit) is { } batch)
                return batch;
        }

        var old = readers.Read(reader => ReadOld(reader, prefix, afterRevision, newest, limit));
        // Rows may have been cleared while they were read; then the answer has holes.
        state.CheckNotCompacted(afterRevision);
        return old;
    }

    private static StoreEventBatch ReadOld(LogReader reader, StoreKey prefix, long afterRevision, long newest, int limit)
    {
        var rows = reader.ReadSince(prefix, RowId.Last(afterRevision), RowId.Last(newest), limit, out long reached);
        var events = new List<StoreEvent>(rows.Count);
        foreach (var row in rows)
        {
            var previous = row.PreviousRow == 0 ? null : reader.Read(row.PreviousRow)?.Value;
            events.Add(new StoreEvent(row.Key, row.Value, previous, RowId.Revision(row.Id), row.CreateRevision)
            {
                PreviousRevision = previous is null ? 0 : RowId.Revision(row.PreviousRow),
            });
        }

        return new StoreEventBatch(events, reached);
    }

    private StoreEntry? Resolve(Candidate candidate) =>
        candidate.Fresh is { Value: { } value } ? candidate.Entry(value) : readers.Read(reader => FromDisk(reader, candidate));

    private List<StoreEntry>? ResolveAll(List<Candidate> candidates)
    {
        return readers.Read(reader =>
        {
            var entries = new List<StoreEntry>(candidates.Count);
            foreach (var candidate in candidates)
            {
                var entry = candidate.Fresh is { Value: { } value } ? candidate.Entry(value) : FromDisk(reader, candidate);
                if (entry is null)
                    return null;
                entries.Add(entry);
            }

            return entries;
        });
    }

    private static StoreEntry? FromDisk(LogReader reader, Candidate candidate) =>
        reader.Read(candidate.Record.Row) is { Value: { } value } ? candidate.Entry(value) : null;

    private static StoreDamagedException Lost(StoreKey key) => new("the store", $"the index names a row under {key} that is not in the log");

    private readonly record struct Candidate(StoreKey Key, KeyRecord Record, StoreEvent? Fresh)
    {
        public StoreEntry Entry(ReadOnlyMemory<byte> value) => new(Key, value, Record.CreateRevision, Record.ModRevision);
    }
}

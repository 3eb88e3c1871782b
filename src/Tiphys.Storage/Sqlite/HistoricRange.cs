namespace Tiphys.Storage.Sqlite;

/// <summary>A range read at an older revision: walks back from each key's newest row along the rows it replaced.</summary>
internal sealed class HistoricRange(StoreState state, ReaderPool readers, long revision)
{
    public StoreRange Read(StoreKey prefix, StoreKey startAfter, int limit, CancellationToken cancellationToken)
    {
        List<KeyValuePair<StoreKey, KeyRecord>> keys;
        lock (state.Gate)
        {
            if (revision > state.Newest)
                throw new FutureRevisionException(revision, state.Newest);
            state.CheckNotCompacted(revision);
            keys = [.. state.Index.Scan(prefix, startAfter)];
        }

        var range = readers.Read(reader => Walk(reader, keys, limit, cancellationToken));
        // Rows may have been cleared on the way; then the answer has holes.
        state.CheckNotCompacted(revision);
        return range;
    }

    private StoreRange Walk(LogReader reader, List<KeyValuePair<StoreKey, KeyRecord>> keys, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<StoreEntry>();
        long remaining = 0;
        foreach (var (_, record) in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool counted = limit > 0 && entries.Count == limit;
            // A key that has lived since before the revision needs no walk to be counted.
            if (counted && !record.IsDeleted && record.CreateRevision <= revision)
            {
                remaining++;
                continue;
            }

            if (At(reader, record) is not { Value: { } value } row)
                continue;
            if (counted)
                remaining++;
            else
                entries.Add(new StoreEntry(row.Key, value, row.CreateRevision, RowId.Revision(row.Id)));
        }

        return new StoreRange(entries, revision, remaining);
    }

    private LogRow? At(LogReader reader, KeyRecord record)
    {
        long id = record.Row;
        while (id != 0)
        {
            if (reader.Read(id) is not { } row)
                return null; // an earlier delete, compacted: the key was absent
            if (RowId.Revision(id) <= revision)
                return row;
            id = row.PreviousRow;
        }

        return null;
    }
}

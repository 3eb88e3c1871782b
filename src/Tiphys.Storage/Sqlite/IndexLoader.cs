using Tiphys.Storage.Indexing;

namespace Tiphys.Storage.Sqlite;

/// <summary>Builds the key index from the log at start: one pass in the order of history, which also proves every row's check sum.</summary>
internal static class IndexLoader
{
    public static StoreState Load(Database database, Marks marks)
    {
        var index = new OrderedIndex<KeyRecord>();
        long last = 0;
        using var rows = database.Prepare("SELECT id, created, prev, sum, key, value FROM log ORDER BY id");
        while (rows.Step())
        {
            last = rows.Number(0);
            var key = rows.Bytes(4);
            bool deleted = rows.IsNull(5);
            if (LogRow.Sum(last, rows.Number(1), rows.Number(2), key, rows.Bytes(5)) != (uint)rows.Number(3))
                throw new StoreDamagedException(database.Path, $"a row of revision {RowId.Revision(last)} does not match its check sum");
            index.Set(new StoreKey(key.ToArray()), new KeyRecord(last, deleted ? 0 : rows.Number(1)));
        }

        // The row of the newest revision may be a delete that compaction has cleared: the mark remembers how far the store had come.
        long newest = Math.Max(1, Math.Max(RowId.Revision(last), marks.Compacted));
        return new StoreState(index, newest, marks.Compacted);
    }
}

namespace Tiphys.Storage.Sqlite;

/// <summary>Reads rows of the log over one connection; used by one thread at a time.</summary>
internal sealed class LogReader : IDisposable
{
    private const string Columns = "id, created, prev, sum, key, value";

    private readonly Database _database;
    private readonly Statement _one;
    private readonly Statement _since;
    private readonly bool _ownsDatabase;

    public LogReader(Database database, bool ownsDatabase)
    {
        _database = database;
        _ownsDatabase = ownsDatabase;
        _one = database.Prepare($"SELECT {Columns} FROM log WHERE id = ?1");
        _since = database.Prepare($"SELECT {Columns} FROM log WHERE id > ?1 AND id <= ?2 ORDER BY id");
    }

    /// <summary>One row; null if it is not there (any more).</summary>
    public LogRow? Read(long id)
    {
        try
        {
            return _one.Bind(1, id).Step() ? Row(_one, new StoreKey(_one.Bytes(4).ToArray())) : null;
        }
        finally
        {
            _one.Reset();
        }
    }

    /// <summary>Rows under the prefix with numbers in (after, last], whole revisions until <paramref name="limit"/> rows are reached.</summary>
    /// <param name="reached">The revision up to which everything was looked at.</param>
    public List<LogRow> ReadSince(StoreKey prefix, long after, long last, int limit, out long reached)
    {
        var rows = new List<LogRow>();
        reached = RowId.Revision(last);
        long current = 0;
        int scanned = 0;
        try
        {
            _since.Bind(1, after).Bind(2, last);
            while (_since.Step())
            {
                long revision = RowId.Revision(_since.Number(0));
                // The scan itself is bounded too: a caller with a rare prefix gets a progress report instead of a long silence.
                if (revision != current && (rows.Count >= limit || scanned >= limit * 16))
                {
                    reached = revision - 1;
                    break;
                }

                current = revision;
                scanned++;
                if (_since.Bytes(4).StartsWith(prefix.Span))
                    rows.Add(Row(_since, new StoreKey(_since.Bytes(4).ToArray())));
            }
        }
        finally
        {
            _since.Reset();
        }

        return rows;
    }

    public void Dispose()
    {
        _one.Dispose();
        _since.Dispose();
        if (_ownsDatabase)
            _database.Dispose();
    }

    private LogRow Row(Statement at, StoreKey key)
    {
        var row = new LogRow(at.Number(0), at.Number(1), at.Number(2), key, at.IsNull(5) ? (ReadOnlyMemory<byte>?)null : at.Bytes(5).ToArray());
        uint sum = LogRow.Sum(row.Id, row.CreateRevision, row.PreviousRow, key.Span, row.Value is { } value ? value.Span : default);
        if (sum != (uint)at.Number(3))
            throw new StoreDamagedException(_database.Path, $"the row of {key} at revision {RowId.Revision(row.Id)} does not match its check sum");
        return row;
    }
}

namespace Tiphys.Storage.Sqlite;

/// <summary>The only connection that changes the log; lives on the writer's thread.</summary>
internal sealed class LogWriter : IDisposable
{
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _insert;
    private readonly Statement _delete;
    private readonly Statement _mark;

    public LogWriter(Database database)
    {
        Database = database;
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _insert = database.Prepare("INSERT INTO log (id, created, prev, sum, key, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _delete = database.Prepare("DELETE FROM log WHERE id = ?1");
        _mark = database.Prepare("INSERT INTO mark (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2");
        Rows = new LogReader(database, ownsDatabase: false);
    }

    public Database Database { get; }

    /// <summary>Reads as the open transaction sees it.</summary>
    public LogReader Rows { get; }

    public void Begin() => _begin.Run();

    /// <summary>Returns when everything since <see cref="Begin"/> is on the disk.</summary>
    public void Commit() => _commit.Run();

    public void RollBack()
    {
        // SQLite itself rolls back after some errors.
        if (Database.InTransaction)
            Database.Execute("ROLLBACK");
    }

    public void Insert(in LogRow row)
    {
        uint sum = LogRow.Sum(row.Id, row.CreateRevision, row.PreviousRow, row.Key.Span, row.Value is { } hashed ? hashed.Span : default);
        _insert.Bind(1, row.Id).Bind(2, row.CreateRevision).Bind(3, row.PreviousRow).Bind(4, sum).Bind(5, row.Key.Span);
        if (row.Value is { } value)
            _insert.Bind(6, value.Span);
        else
            _insert.BindNull(6);
        _insert.Run();
    }

    public void Delete(long id) => _delete.Bind(1, id).Run();

    public void SetMark(ReadOnlySpan<byte> name, long value) => _mark.Bind(1, name).Bind(2, value).Run();

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _commit, _insert, _delete, _mark })
            statement.Dispose();
        Rows.Dispose();
        Database.Dispose();
    }
}

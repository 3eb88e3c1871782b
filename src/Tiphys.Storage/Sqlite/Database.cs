using SQLitePCL;

namespace Tiphys.Storage.Sqlite;

/// <summary>One SQLite connection; used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private const int DbStatusCacheWrite = 9; // SQLITE_DBSTATUS_CACHE_WRITE;

    private readonly sqlite3 _handle;

    static Database() => Batteries_V2.Init();

    /// <param name="cacheKiB">Pages SQLite keeps for this connection; what is not there comes from the system's file cache.</param>
    public Database(string path, int cacheKiB)
    {
        Path = path;
        int code = raw.sqlite3_open_v2(
            path, out _handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null!);
        Check(code);
        raw.sqlite3_extended_result_codes(_handle, 1);
        raw.sqlite3_busy_timeout(_handle, 10_000);
        Execute($"PRAGMA cache_size = -{cacheKiB}");
    }

    public string Path { get; }

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public Statement Prepare(string sql)
    {
        const uint persistent = 1; // SQLITE_PREPARE_PERSISTENT
        Check(raw.sqlite3_prepare_v3(_handle, sql, persistent, out var statement));
        return new Statement(this, statement);
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>The first column of the first row as a number; 0 without a row.</summary>
    public long ReadNumber(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    /// <summary>Pages written out since the last call: in WAL mode the frames appended to the log.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(_handle, DbStatusCacheWrite, out int pages, out _, 1);
        return pages;
    }

    /// <summary>Copies the write-ahead log into the database as far as readers allow.</summary>
    /// <returns>True if all of it was copied, so that the next write begins the log anew.</returns>
    public bool Checkpoint(bool truncate)
    {
        int mode = truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE;
        int code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", mode, out int frames, out int copied);
        if (code == raw.SQLITE_BUSY)
            return false;
        Check(code);
        return frames == copied;
    }

    public void Check(int code) => SqliteErrors.Check(_handle, Path, code);

    public void Dispose() => raw.sqlite3_close_v2(_handle);
}

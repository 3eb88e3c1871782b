namespace Tiphys.Storage.Sqlite;

/// <summary>Keeps the write-ahead log short: copies it into the database when it has grown, between two batches.</summary>
internal sealed class WalKeeper
{
    private readonly Database _database;
    private readonly long _limit;
    private long _written;
    private long _next;

    public WalKeeper(Database database, long limit)
    {
        (_database, _limit, _next) = (database, limit, limit);
        database.TakePagesWritten();
        // What a great transaction made the file grow beyond this is cut off when the log begins anew.
        database.Execute($"PRAGMA journal_size_limit = {limit * 2}");
    }

    public void AfterBatch()
    {
        _written += (long)_database.TakePagesWritten() * LogSchema.PageSize;
        if (_written < _next)
            return;

        // A reader in the midst of an old snapshot keeps the end of the log in use; then the rest is tried again a little later.
        if (_database.Checkpoint(truncate: false))
            (_written, _next) = (0, _limit);
        else
            _next = _written + _limit / 4;
        _database.TakePagesWritten();
    }
}

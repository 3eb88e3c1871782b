namespace Tiphys.Storage.Sqlite;

/// <summary>The tables and the settings of the file.</summary>
internal static class LogSchema
{
    private const long Format = 1;

    /// <summary>Bytes of a database page.</summary>
    public const int PageSize = 4_096;

    // `log` is only ever appended to at its end and thinned by compaction; `sum` guards the row.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS log (
            id INTEGER PRIMARY KEY, created INTEGER NOT NULL, prev INTEGER NOT NULL, sum INTEGER NOT NULL, key BLOB NOT NULL, value BLOB);
        CREATE TABLE IF NOT EXISTS mark (name BLOB PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>Makes a connection the writing one: creates what is missing, sets durability, refuses formats it does not know.</summary>
    public static void Prepare(Database database)
    {
        database.Execute($"PRAGMA page_size = {PageSize}; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL");
        // FULL: the log is flushed to the disk at every commit, before the commit returns. FAST: a cleared row is overwritten where that costs no write.
        database.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = FAST");
        long format = database.ReadNumber("PRAGMA user_version");
        if (format > Format)
            throw new StoreDamagedException(database.Path, $"its format {format} is newer than this program's {Format}");
        if (format == 0)
            database.Execute($"BEGIN IMMEDIATE; {Tables}; PRAGMA user_version = {Format}; COMMIT");
    }
}

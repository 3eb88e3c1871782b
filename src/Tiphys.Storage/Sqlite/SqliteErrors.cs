using SQLitePCL;

namespace Tiphys.Storage.Sqlite;

/// <summary>SQLite's result codes as the store's errors (https://www.sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    private const int IoErrFsync = 1034;
    private const int IoErrDirFsync = 1290;
    private const int IoErrShmSize = 4874;

    public static void Check(sqlite3 handle, string path, int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw ToException(path, handle.IsInvalid ? code : raw.sqlite3_extended_errcode(handle), handle);
    }

    private static Exception ToException(string path, int code, sqlite3 handle)
    {
        string text = handle.IsInvalid ? raw.sqlite3_errstr(code).utf8_to_string() : raw.sqlite3_errmsg(handle).utf8_to_string();
        string message = $"{path}: {text} (SQLite code {code})";
        return code switch
        {
            IoErrFsync or IoErrDirFsync => new StoreUnavailableException(StoreFailure.FlushFailed, message) { OutcomeUnknown = true },
            // The shared-memory file could not be extended: the disk is full for it too.
            IoErrShmSize => new StoreUnavailableException(StoreFailure.DiskFull, message),
            _ => (code & 0xff) switch
            {
                raw.SQLITE_FULL => new StoreUnavailableException(StoreFailure.DiskFull, message),
                raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new StoreDamagedException(path, text),
                _ => new StoreUnavailableException(StoreFailure.Io, message),
            },
        };
    }
}

namespace Tiphys.Storage.Sqlite;

/// <summary>Copies of a store and the way back.</summary>
public static class SqliteBackup
{
    /// <summary>How far revisions jump at a restore: more than any client can have seen since the backup, as etcd's guide advises.</summary>
    public const long RevisionJump = 1_000_000_000;

    private const int CacheKiB = 2_048;

    /// <summary>Puts a backup in the place of a store that is not open. Its revision jumps ahead and its history is compacted, so that every client
    /// that remembers a revision from after the backup lists anew instead of taking old for new.</summary>
    /// <param name="backup">A file made by <see cref="SqliteStore.BackUpAsync"/>; left as it is.</param>
    /// <param name="path">The store's file; replaced.</param>
    /// <exception cref="StoreDamagedException">The backup is damaged; <paramref name="path"/> was not touched.</exception>
    public static Task RestoreAsync(string backup, string path, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            using var files = StoreFiles.Lock(path);
            string next = path + ".restoring";
            RemoveAll(next);
            File.Copy(backup, next);
            try
            {
                JumpAhead(next);
            }
            catch
            {
                RemoveAll(next);
                throw;
            }

            Flush(next);
            // The old log must be gone before the new file stands there: SQLite would play it into the wrong database.
            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
            File.Move(next, path, overwrite: true);
        },
        cancellationToken);

    /// <summary>Copies a store's file as one transaction shows it, whether or not a process has it open. The copy appears complete or not at all.</summary>
    /// <param name="target">Must not exist.</param>
    public static Task CopyAsync(string source, string target, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            if (File.Exists(target))
                throw new IOException($"{target} exists already");
            string partial = target + ".partial";
            RemoveAll(partial);
            using (var database = new Database(source, CacheKiB))
            {
                // One statement, one snapshot: writers go on meanwhile, and the copy has no idle pages.
                database.Execute($"VACUUM INTO '{partial.Replace("'", "''", StringComparison.Ordinal)}'");
            }

            File.SetUnixFileMode(partial, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Flush(partial);
            File.Move(partial, target);
        },
        cancellationToken);

    private static void JumpAhead(string path)
    {
        using var database = new Database(path, CacheKiB);
        LogSchema.Prepare(database);
        var state = IndexLoader.Load(database, Marks.Read(database));
        using var log = new LogWriter(database);
        log.Begin();
        log.SetMark(Marks.CompactedName, state.Newest + RevisionJump);
        log.Commit();
        database.Checkpoint(truncate: true);
    }

    private static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static void RemoveAll(string path)
    {
        foreach (string suffix in new[] { "", "-wal", "-shm" })
            File.Delete(path + suffix);
    }
}

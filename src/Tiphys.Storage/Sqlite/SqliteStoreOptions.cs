namespace Tiphys.Storage.Sqlite;

/// <summary>Settings of the embedded engine.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The database file; beside it live <c>-wal</c>, <c>-shm</c>, <c>.lock</c> and <c>.reserve</c>. Its directory must exist.</summary>
    public required string Path { get; init; }

    /// <summary>History younger than this is kept for watches and reads at old revisions. Default 5 minutes, as kube-apiserver.</summary>
    public TimeSpan KeepHistoryFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Revisions of history kept at most, whatever their age. Default 1,000,000.</summary>
    public long KeepRevisions { get; init; } = 1_000_000;

    /// <summary>How often history is looked at. Default 1 minute.</summary>
    public TimeSpan CompactionInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of the newest changes kept in memory for watchers and reads of fresh values. Default 4 MiB.</summary>
    public long RecentBytes { get; init; } = 4 << 20;

    /// <summary>Bytes in the write-ahead log after which it is copied into the database and begun anew. Default 8 MiB.</summary>
    public long CheckpointBytes { get; init; } = 8 << 20;

    /// <summary>Bytes set aside on disk so that deletes still work when it is full; 0 for none. Default 16 MiB.</summary>
    public long ReserveBytes { get; init; } = 16 << 20;

    /// <summary>The clock of automatic compaction.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

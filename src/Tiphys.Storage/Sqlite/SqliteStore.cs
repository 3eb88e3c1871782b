using System.Runtime.CompilerServices;

namespace Tiphys.Storage.Sqlite;

/// <summary>The embedded engine: one SQLite file, one writer with group commit, the keys in memory, the values on disk.</summary>
public sealed class SqliteStore : IRevisionedStore, IStoreHealth
{
    private const int WatchBatch = 1_000;

    private readonly StoreState _state;
    private readonly CommitWriter _writer;
    private readonly HistoryKeeper _history;
    private readonly ReaderPool _readers;
    private readonly StoreFiles _files;
    private readonly SnapshotReader _snapshots;
    private int _closed;

    private SqliteStore(StoreFiles files, StoreState state, LogWriter log, Marks marks, SqliteStoreOptions options)
    {
        (_files, _state) = (files, state);
        var sweeper = new Sweeper(state, marks.Swept);
        _readers = new ReaderPool(options.Path);
        _snapshots = new SnapshotReader(state, _readers);
        _writer = new CommitWriter(state, log, sweeper, options);
        _history = new HistoryKeeper(state, _writer, sweeper, options);
    }

    public StoreUnavailableException? Fault => _writer.Fault;

    public bool IsSpaceExhausted => _writer.IsSpaceExhausted;

    public long CurrentRevision => _state.Newest;

    /// <summary>Opens the file, or makes it; recovers what a killed process left.</summary>
    /// <exception cref="StoreDamagedException">The file or its write-ahead log is damaged beyond an unacknowledged end.</exception>
    /// <exception cref="StoreUnavailableException">Another process has it open, or the disk does not serve.</exception>
    public static Task<SqliteStore> OpenAsync(SqliteStoreOptions options, CancellationToken cancellationToken = default) =>
        Task.Run(() => Open(options), cancellationToken);

    public ValueTask<long> ReadFenceAsync(CancellationToken cancellationToken) => new(CurrentRevision);

    public ValueTask<StoreEntry?> GetAsync(StoreKey key, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        return new(_snapshots.Get(key));
    }

    public ValueTask<StoreRange> RangeAsync(StoreKey prefix, StoreKey startAfter, int limit, long revision, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        return new(_snapshots.Range(prefix, startAfter, limit, revision, cancellationToken));
    }

    public async ValueTask<StoreCommit> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        TransactionRules.Check(writes);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClosed();
        // Not cancelled once queued: the answer comes within a flush, and a write whose outcome nobody knows helps nobody.
        return await _writer.CommitAsync(writes).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<StoreEventBatch> WatchAsync(
        StoreKey prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            ThrowIfClosed();
            var next = _state.Signal.Next;
            if (_snapshots.ReadChanges(prefix, afterRevision, WatchBatch) is { } batch)
            {
                afterRevision = batch.Revision;
                yield return batch;
                cancellationToken.ThrowIfCancellationRequested();
            }
            else
            {
                await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask CompactAsync(long revision, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        if (revision > CurrentRevision)
            throw new FutureRevisionException(revision, CurrentRevision);
        await _history.CompactAsync(revision, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies the write-ahead log into the file and empties it, so that no page from before lies in it any longer.</summary>
    /// <returns>False if a reader stood in the way; what is committed from then on overwrites it.</returns>
    public async Task<bool> EmptyLogAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return await _writer.RunAsync(log => log.Database.Checkpoint(truncate: true) ? 1 : 0).WaitAsync(cancellationToken).ConfigureAwait(false) != 0;
    }

    public ValueTask<long> SizeAsync(CancellationToken cancellationToken) => new(_files.Size());

    /// <summary>Writes a consistent copy of the current state to a new file while everything goes on; the file appears complete or not at all.</summary>
    /// <param name="path">Must not exist. The copy is a store file of its own: opened directly it goes on at its revision, through
    /// <see cref="SqliteBackup.RestoreAsync"/> it jumps ahead.</param>
    public Task BackUpAsync(string path, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return SqliteBackup.CopyAsync(_files.Path, path, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        await _history.DisposeAsync().ConfigureAwait(false);
        await Task.Run(_writer.Dispose).ConfigureAwait(false);
        _state.Signal.Close(Closed());
        _readers.Dispose();
        _files.Dispose();
    }

    internal static StoreUnavailableException Closed() => new(StoreFailure.Closed, "the store is closed");

    private static SqliteStore Open(SqliteStoreOptions options)
    {
        const int writerCacheKiB = 4_096;
        var files = StoreFiles.Lock(options.Path);
        Database? database = null;
        try
        {
            WalFile.Check(options.Path + "-wal");
            database = new Database(options.Path, writerCacheKiB);
            LogSchema.Prepare(database);
            var marks = Marks.Read(database);
            var state = IndexLoader.Load(database, marks);
            return new SqliteStore(files, state, new LogWriter(database), marks, options);
        }
        catch
        {
            database?.Dispose();
            files.Dispose();
            throw;
        }
    }

    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _closed) != 0)
            throw Closed();
    }
}

using System.Runtime.CompilerServices;
using Tiphys.Storage.Indexing;
using Tiphys.Storage.Watching;

namespace Tiphys.Storage.Memory;

/// <summary>The engine without a disk, for tests: everything is gone with the process.</summary>
/// <param name="keepRevisions">Revisions of history to keep before the oldest are compacted by themselves.</param>
public sealed class MemoryStore(int keepRevisions = 100_000) : IRevisionedStore
{
    private const int WatchBatch = 1_000;

    private readonly Lock _gate = new();
    private readonly OrderedIndex<KeyHistory> _index = new();
    private readonly RevisionLog _log = new(newest: 1);
    private readonly CommitSignal _signal = new();
    private long _compacted;
    private bool _closed;

    public long CurrentRevision
    {
        get
        {
            lock (_gate)
                return _log.Newest;
        }
    }

    public ValueTask<long> ReadFenceAsync(CancellationToken cancellationToken) => new(CurrentRevision);

    public ValueTask<StoreEntry?> GetAsync(StoreKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            return new(Current(key));
        }
    }

    public ValueTask<StoreRange> RangeAsync(StoreKey prefix, StoreKey startAfter, int limit, long revision, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            CheckReadable(revision);
            long shown = revision == 0 ? _log.Newest : revision;
            var entries = new List<StoreEntry>();
            long remaining = 0;
            foreach (var (key, history) in _index.Scan(prefix, startAfter))
            {
                if (history.At(shown) is not { } version)
                    continue;
                if (limit > 0 && entries.Count == limit)
                    remaining++;
                else
                    entries.Add(Entry(key, version));
            }

            return new(new StoreRange(entries, shown, remaining));
        }
    }

    public ValueTask<StoreCommit> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        TransactionRules.Check(writes);
        cancellationToken.ThrowIfCancellationRequested();
        StoreCommit result;
        lock (_gate)
        {
            ThrowIfClosed();
            if (writes.Any(write => (Current(write.Key)?.ModRevision ?? 0) != write.ExpectedModRevision))
                return new(new StoreCommit(false, _log.Newest, [.. writes.Select(write => Current(write.Key))]));

            long revision = _log.Newest + 1;
            _log.Append([.. writes.Select(write => Apply(write, revision))]);
            result = new StoreCommit(true, revision, []);
            if (_log.Count > keepRevisions)
                Compact(_log.Newest - keepRevisions / 2);
        }

        _signal.Raise();
        return new(result);
    }

    public async IAsyncEnumerable<StoreEventBatch> WatchAsync(
        StoreKey prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = _signal.Next;
            StoreEventBatch? batch = null;
            lock (_gate)
            {
                ThrowIfClosed();
                if (afterRevision < _compacted)
                    throw new RevisionCompactedException(afterRevision, _compacted);
                if (afterRevision < _log.Newest)
                    batch = _log.Read(prefix, afterRevision, WatchBatch);
            }

            if (batch is null)
            {
                await next.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            afterRevision = batch.Revision;
            yield return batch;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            if (revision > _log.Newest)
                throw new FutureRevisionException(revision, _log.Newest);
            Compact(revision);
        }

        _signal.Raise(); // a watcher that waits below the compacted revision must learn of it
        return ValueTask.CompletedTask;
    }

    public ValueTask<long> SizeAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(_index.Scan(default, default).Sum(pair => (long)pair.Key.Span.Length + (pair.Value.Newest.Value?.Length ?? 0)));
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
            _closed = true;
        _signal.Close(Closed());
        return ValueTask.CompletedTask;
    }

    private static StoreUnavailableException Closed() => new(StoreFailure.Closed, "the store is closed");

    private static StoreEntry Entry(StoreKey key, KeyVersion version) =>
        new(key, version.Value!.Value, version.CreateRevision, version.ModRevision);

    private StoreEntry? Current(StoreKey key) =>
        _index.TryGet(key, out var history) && history.Newest.Value is not null ? Entry(key, history.Newest) : null;

    private StoreEvent Apply(StoreWrite write, long revision)
    {
        var previous = Current(write.Key);
        var version = new KeyVersion(write.Value, previous?.CreateRevision ?? revision, revision);
        if (!_index.TryGet(write.Key, out var history))
            _index.Set(write.Key, history = new KeyHistory());
        history.Add(version);
        return new StoreEvent(write.Key, write.Value, previous?.Value, revision, version.CreateRevision) { PreviousRevision = previous?.ModRevision ?? 0 };
    }

    private void Compact(long revision)
    {
        if (revision <= _compacted)
            return;
        foreach (var (key, history) in _index.Scan(default, default).ToList())
        {
            if (history.Compact(revision))
                _index.Remove(key);
        }

        _log.TrimTo(revision);
        _compacted = revision;
    }

    private void CheckReadable(long revision)
    {
        if (revision > _log.Newest)
            throw new FutureRevisionException(revision, _log.Newest);
        if (revision != 0 && revision < _compacted)
            throw new RevisionCompactedException(revision, _compacted);
    }

    private void ThrowIfClosed()
    {
        if (_closed)
            throw Closed();
    }
}

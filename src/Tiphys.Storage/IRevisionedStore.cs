namespace Tiphys.Storage;

/// <summary>
/// An ordered map from keys to values in which every commit gets the next revision, as etcd has it: the contract between the
/// API server and its engines.
/// </summary>
/// <remarks>
/// <para>Glossary. <b>Revision</b>: one number for the whole store, starting at 1 for the empty store; each committed transaction
/// raises it by exactly one and stamps everything it changed. <b>Mod revision</b>: the revision that last changed a key.
/// <b>Compacted revision</b>: history up to and including it is forgotten; current values never are.</para>
/// <para>A transaction that <see cref="CommitAsync"/> reports as committed is durable: it survives the loss of the process and of
/// power. It is visible to reads and watches only after it is durable. Every member is safe for any number of concurrent callers.</para>
/// </remarks>
public interface IRevisionedStore : IAsyncDisposable
{
    /// <summary>The newest committed revision this engine knows, without asking anybody.</summary>
    long CurrentRevision { get; }

    /// <summary>The newest committed revision, asked of whoever decides (etcd's leader); the fence of a consistent read.</summary>
    ValueTask<long> ReadFenceAsync(CancellationToken cancellationToken);

    /// <summary>The value of one key now; null if there is none.</summary>
    ValueTask<StoreEntry?> GetAsync(StoreKey key, CancellationToken cancellationToken);

    /// <summary>The entries whose keys begin with <paramref name="prefix"/>, in ordinal order of the key's bytes, as one revision shows them.</summary>
    /// <param name="startAfter">Passes over keys up to and including this one; default for none.</param>
    /// <param name="limit">At most this many; 0 for all.</param>
    /// <param name="revision">The revision to read at; 0 for the newest.</param>
    /// <exception cref="RevisionCompactedException"><paramref name="revision"/> is below the compacted revision.</exception>
    /// <exception cref="FutureRevisionException"><paramref name="revision"/> has not been committed yet.</exception>
    ValueTask<StoreRange> RangeAsync(StoreKey prefix, StoreKey startAfter, int limit, long revision, CancellationToken cancellationToken);

    /// <summary>Commits all writes if every one's expectation holds, else none of them.</summary>
    /// <exception cref="StoreUnavailableException">The engine cannot make anything durable now (disk full, no quorum); nothing was written, or, if
    /// <see cref="StoreUnavailableException.OutcomeUnknown"/>, nobody can tell.</exception>
    ValueTask<StoreCommit> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken);

    /// <summary>Every change of keys under <paramref name="prefix"/> with a revision above <paramref name="afterRevision"/>, in order, without loss or repeat,
    /// one batch per committed transaction (or several together), for as long as the caller listens.</summary>
    /// <remarks>The embedded engines run the caller's loop on the thread that commits, before they acknowledge: it must not block.</remarks>
    /// <exception cref="RevisionCompactedException">A change after <paramref name="afterRevision"/> may have been forgotten; also thrown in the midst.</exception>
    IAsyncEnumerable<StoreEventBatch> WatchAsync(StoreKey prefix, long afterRevision, CancellationToken cancellationToken);

    /// <summary>Forgets history up to and including the revision. Idempotent; a lower revision than before changes nothing.</summary>
    ValueTask CompactAsync(long revision, CancellationToken cancellationToken);

    /// <summary>Bytes the engine holds on disk (or in memory, for an engine without one).</summary>
    ValueTask<long> SizeAsync(CancellationToken cancellationToken);
}

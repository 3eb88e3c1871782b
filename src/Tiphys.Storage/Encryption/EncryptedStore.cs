using System.Runtime.CompilerServices;

namespace Tiphys.Storage.Encryption;

/// <summary>Encrypts values on their way into another engine, so that neither its file, its log nor a backup holds them in plain.</summary>
/// <remarks>Keys (names of objects) stay readable: the engine orders by them.</remarks>
public sealed class EncryptedStore : IRevisionedStore, IStoreHealth
{
    private const int RewritePage = 200;

    private readonly IRevisionedStore _inner;
    private readonly ValueCipher _cipher;
    private readonly EncryptionPlan _plan;

    /// <param name="inner">The engine that keeps the values; disposed with this.</param>
    /// <param name="plan">What is encrypted with which key. To rotate, put a new key first and <see cref="RewriteAsync"/>.</param>
    public EncryptedStore(IRevisionedStore inner, EncryptionPlan plan)
    {
        (_inner, _plan) = (inner, plan);
        _cipher = new ValueCipher(plan.Keys);
    }

    public long CurrentRevision => _inner.CurrentRevision;

    public StoreUnavailableException? Fault => (_inner as IStoreHealth)?.Fault;

    public bool IsSpaceExhausted => _inner is IStoreHealth { IsSpaceExhausted: true };

    public ValueTask<long> ReadFenceAsync(CancellationToken cancellationToken) => _inner.ReadFenceAsync(cancellationToken);

    public async ValueTask<StoreEntry?> GetAsync(StoreKey key, CancellationToken cancellationToken) =>
        Open(await _inner.GetAsync(key, cancellationToken).ConfigureAwait(false));

    public async ValueTask<StoreRange> RangeAsync(
        StoreKey prefix, StoreKey startAfter, int limit, long revision, CancellationToken cancellationToken)
    {
        var range = await _inner.RangeAsync(prefix, startAfter, limit, revision, cancellationToken).ConfigureAwait(false);
        return range with { Entries = [.. range.Entries.Select(entry => Open(entry)!)] };
    }

    public async ValueTask<StoreCommit> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        var result = await _inner.CommitAsync([.. writes.Select(Seal)], cancellationToken).ConfigureAwait(false);
        return result.Committed ? result : result with { Conflicts = [.. result.Conflicts.Select(Open)] };
    }

    public async IAsyncEnumerable<StoreEventBatch> WatchAsync(
        StoreKey prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in _inner.WatchAsync(prefix, afterRevision, cancellationToken).ConfigureAwait(false))
            yield return batch.Events.Count == 0 ? batch : batch with { Events = [.. batch.Events.Select(Open)] };
    }

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) => _inner.CompactAsync(revision, cancellationToken);

    public ValueTask<long> SizeAsync(CancellationToken cancellationToken) => _inner.SizeAsync(cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    /// <summary>Writes every value anew that does not lie as the plan wants it, then forgets the history that still holds the old ones.</summary>
    /// <returns>How many values were written.</returns>
    /// <remarks>Goes on while others write: a value changed meanwhile has been encrypted by that change. Watchers see the rewrites as updates
    /// that change nothing; those behind the compacted revision start anew.</remarks>
    public async Task<long> RewriteAsync(CancellationToken cancellationToken)
    {
        long written = 0;
        StoreKey after = default;
        StoreRange page;
        do
        {
            page = await _inner.RangeAsync(_plan.Everything, after, RewritePage, 0, cancellationToken).ConfigureAwait(false);
            foreach (var stale in page.Entries.Where(entry => !_cipher.IsCurrent(entry.Value.Span, _plan.KeyFor(entry.Key))))
            {
                var write = new StoreWrite(stale.Key, Open(stale)!.Value, stale.ModRevision);
                if ((await CommitAsync([write], cancellationToken).ConfigureAwait(false)).Committed)
                    written++;
            }

            after = page.Entries.Count == 0 ? default : page.Entries[^1].Key;
        }
        while (page.RemainingCount > 0);
        if (written > 0)
            await _inner.CompactAsync(CurrentRevision, cancellationToken).ConfigureAwait(false);
        return written;
    }

    private StoreWrite Seal(StoreWrite write) =>
        write.Value is { } value && _plan.KeyFor(write.Key) is { } key ? write with { Value = _cipher.Encrypt(write.Key, key, value.Span) } : write;

    private StoreEntry? Open(StoreEntry? entry) => entry is null ? null : entry with { Value = _cipher.Decrypt(entry.Key, entry.Value) };

    private StoreEvent Open(StoreEvent change) => change with { Value = Open(change.Key, change.Value), Previous = Open(change.Key, change.Previous) };

    private ReadOnlyMemory<byte>? Open(StoreKey key, ReadOnlyMemory<byte>? value) =>
        value is { } bytes ? _cipher.Decrypt(key, bytes) : (ReadOnlyMemory<byte>?)null;
}

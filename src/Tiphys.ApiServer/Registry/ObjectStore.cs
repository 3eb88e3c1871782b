using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Metrics;
using Tiphys.ApiServer.WatchCache;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry;

/// <summary>Reads the present state of single objects and commits writes, with the store's failures turned into Status errors.</summary>
internal sealed class ObjectStore(IRevisionedStore store, ObjectCache cache, TimeProvider time)
{
    /// <summary>How long transactions took to be durable.</summary>
    public LatencyHistogram Commits { get; } = new();

    /// <summary>How long an acknowledgement may wait for the cache to show the write. The write is durable whether or not it does.</summary>
    private static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The object as everything committed before the call shows it; null if there is none.</summary>
    public async ValueTask<CacheEntry?> GetAsync(GroupResource resource, string ns, string name, CancellationToken cancellationToken)
    {
        try
        {
            await cache.FenceAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw Translate(e);
        }

        return cache.For(resource).Snapshot.Index.TryGet(KeyLayout.ObjectKey(ns, name), out var entry) ? entry : null;
    }

    /// <summary>Commits all or nothing. Once it returns committed, this server's reads, authorizers and admission see the change.</summary>
    public async ValueTask<StoreCommit> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        StoreCommit commit;
        var began = time.GetTimestamp();
        try
        {
            commit = await store.CommitAsync(writes, cancellationToken).ConfigureAwait(false);
            Commits.Observe(time.GetElapsedTime(began));
        }
        catch (StoreUnavailableException e)
        {
            throw Translate(e);
        }

        if (commit.Committed)
            await SettleAsync(commit.Revision, cancellationToken).ConfigureAwait(false);
        return commit;
    }

    /// <summary>The write of an object; <paramref name="stored"/> null deletes it.</summary>
    /// <exception cref="ApiException">413: the object, with what defaulting and admission have added, is larger than a body may be.</exception>
    public static StoreWrite Write(GroupResource resource, string ns, string name, ReadOnlyMemory<byte>? stored, long expected) => stored?.Length > BodyReader.MaxBytes
        ? throw BodyReader.TooLarge()
        : new(KeyLayout.StoreKey(resource, KeyLayout.ObjectKey(ns, name)), stored, expected);

    /// <summary>True if the write at that place was the reason why the transaction failed.</summary>
    public static bool Failed(StoreCommit commit, IReadOnlyList<StoreWrite> writes, int at) =>
        !commit.Committed && writes[at].ExpectedModRevision != (commit.Conflicts[at]?.ModRevision ?? 0);

    private async ValueTask SettleAsync(long revision, CancellationToken cancellationToken)
    {
        if (cache.Clock.Current >= revision)
            return;
        try
        {
            await cache.Clock.WaitAsync(revision, cancellationToken).AsTask().WaitAsync(VisibilityTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The feed is behind (its store connection is being made anew). Reads still wait at their fence.
        }
    }

    private static ApiException Translate(StoreUnavailableException e) => e.Failure switch
    {
        StoreFailure.DiskFull => new(507, StatusReason.InternalError, "the store has no space left: nothing was written"),
        _ when e.OutcomeUnknown => new(504, StatusReason.Timeout, "the store did not answer in time; the write may or may not have happened"),
        StoreFailure.NoQuorum => new(503, StatusReason.ServiceUnavailable, "the store has no quorum") { RetryAfterSeconds = 1 },
        _ => ApiException.Internal($"the store cannot serve: {e.Failure}"),
    };
}

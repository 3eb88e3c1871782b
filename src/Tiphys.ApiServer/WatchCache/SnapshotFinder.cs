using Tiphys.Api.Errors;
using Tiphys.ApiServer.Registry;
using Tiphys.Storage;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>Finds the snapshot that answers a read: the present one, one that is not older than asked, or the one of an exact revision.</summary>
internal sealed class SnapshotFinder(ObjectCache cache, IRevisionedStore store, TimeProvider time)
{
    /// <summary>How long a read waits for a revision that has not come yet, as upstream does.</summary>
    private static readonly TimeSpan FutureTimeout = TimeSpan.FromSeconds(3);

    /// <summary>How far back a snapshot is rebuilt by undoing logged changes.</summary>
    private const int MostUndone = 20_000;

    /// <summary>Everything committed so far.</summary>
    public async ValueTask<(CacheSnapshot Snapshot, long Revision)> NewestAsync(ResourceCache resource, CancellationToken cancellationToken)
    {
        await cache.FenceAsync(cancellationToken).ConfigureAwait(false);
        return cache.ReadNow(resource);
    }

    /// <summary>Everything up to the revision at least.</summary>
    /// <exception cref="ApiException">504: the revision has not come in time.</exception>
    public async ValueTask<(CacheSnapshot Snapshot, long Revision)> NotOlderThanAsync(ResourceCache resource, long revision, CancellationToken cancellationToken)
    {
        await AwaitRevisionAsync(revision, cancellationToken).ConfigureAwait(false);
        return cache.ReadNow(resource);
    }

    /// <summary>Exactly the revision.</summary>
    /// <returns>Null if that revision is no longer known.</returns>
    /// <exception cref="ApiException">504: the revision has not come in time.</exception>
    public async ValueTask<CacheSnapshot?> ExactAsync(ResourceCache resource, long revision, CancellationToken cancellationToken)
    {
        await AwaitRevisionAsync(revision, cancellationToken).ConfigureAwait(false);
        var now = resource.Snapshot;
        if (now.Revision <= revision)
            return now;
        if (resource.Shelf.TryGet(revision, out var kept))
            return kept;
        return Rewind(resource, now, revision) ?? await ReadStoreAsync(resource, revision, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask AwaitRevisionAsync(long revision, CancellationToken cancellationToken)
    {
        if (cache.Clock.Current >= revision)
            return;
        try
        {
            await cache.Clock.WaitAsync(revision, cancellationToken).AsTask().WaitAsync(FutureTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ApiException(504, StatusReason.Timeout, $"Timeout: Too large resource version: {revision}, current: {cache.Clock.Current}")
            {
                Causes = [new("ResourceVersionTooLarge", "Too large resource version", "")],
                RetryAfterSeconds = 1,
            };
        }
    }

    private static CacheSnapshot? Rewind(ResourceCache resource, CacheSnapshot now, long revision)
    {
        try
        {
            var first = resource.Log.FindAfter(revision);
            if (now.NextSequence - first > MostUndone)
                return null;
            var index = now.Index;
            for (var at = now.NextSequence - 1; at >= first; at--)
            {
                var undone = resource.Log.Read(at)!;
                index = undone.Previous is null ? index.Remove(undone.Current.Key) : index.Set(undone.Previous);
            }

            return now with { Index = index, Revision = revision, NextSequence = first };
        }
        catch (WindowPassedException)
        {
            return null;
        }
    }

    private async ValueTask<CacheSnapshot?> ReadStoreAsync(ResourceCache resource, long revision, CancellationToken cancellationToken)
    {
        try
        {
            var prefix = KeyLayout.Prefix(resource.Resource);
            var range = await store.RangeAsync(prefix, default, 0, revision, cancellationToken).ConfigureAwait(false);
            var entries = range.Entries.Select(entry => ResourceCache.MakeEntry(
                System.Text.Encoding.UTF8.GetString(entry.Key.Span[prefix.Span.Length..]),
                entry.Value.Span,
                entry.ModRevision,
                entry.CreateRevision));
            return new(CacheIndex.Build([.. entries]), revision, 0, 0);
        }
        catch (RevisionCompactedException)
        {
            return null;
        }
    }
}

using Tiphys.ApiServer.Registry;
using Tiphys.Storage;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>
/// Fills the logs backwards from the store's own history when a watcher asks for what happened before the cache was loaded: after a restart watchers resume
/// instead of all listing again at once.
/// </summary>
/// <remarks>One reading of the history serves all resources and all who wait for it. The history stays in the store when nobody asks for it.</remarks>
internal sealed class HistoryLoader(IRevisionedStore store, ObjectCache cache, TimeProvider time)
{
    /// <summary>How far beyond the demand is read: the other watchers were at about the same place.</summary>
    private const long Stride = 2_000;

    /// <summary>Revisions read at a time at most; a watcher further back lists anew.</summary>
    private const long MostRevisions = 100_000;

    /// <summary>Documents read at a time at most, in bytes; a watcher further back lists anew.</summary>
    private const long MostBytes = 128 << 20;

    /// <summary>A store that does not answer in this time has its watchers list anew.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);

    // Everything up to here cannot be told: compacted, or too much.
    private long _floor;

    /// <summary>Has the resource's log begin at the revision or before, if the store still knows; else leaves it as it is.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async ValueTask ReachAsync(ResourceCache resource, long after, CancellationToken cancellationToken)
    {
        if (!IsWorthwhile(resource, after))
            return;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsWorthwhile(resource, after) && !await TryReachAsync(Math.Max(_floor + 1, after - Stride), cancellationToken).ConfigureAwait(false)
                && !await TryReachAsync(after, cancellationToken).ConfigureAwait(false))
                _floor = Math.Max(_floor, after);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A log that begins later than the load has been trimmed since: what it lacks would not fit.</summary>
    private bool IsWorthwhile(ResourceCache resource, long after)
    {
        var begins = resource.Log.StartRevision;
        return after < begins && begins <= cache.LoadedRevision && begins - after <= MostRevisions && after > Interlocked.Read(ref _floor);
    }

    private async Task<bool> TryReachAsync(long from, CancellationToken cancellationToken)
    {
        var until = cache.LoadedRevision;
        if (from >= until)
            return true;
        var collected = new PastCollector();
        using var overdue = new CancellationTokenSource(Patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overdue.Token);
        try
        {
            await foreach (var batch in store.WatchAsync(KeyLayout.Root, from, linked.Token).ConfigureAwait(false))
            {
                foreach (var change in batch.Events)
                {
                    if (change.Revision <= until && !collected.TryAdd(change))
                        return false;
                }

                if (batch.Revision >= until)
                    break;
                if (collected.Bytes > MostBytes)
                    return false;
            }
        }
        catch (RevisionCompactedException)
        {
            return false;
        }
        catch (OperationCanceledException) when (overdue.IsCancellationRequested)
        {
            return false;
        }

        Fill(collected, from, until);
        return true;
    }

    private void Fill(PastCollector collected, long from, long until)
    {
        // Resources whose last object has gone have no cache yet; it must begin where the others do.
        foreach (var resource in collected.Resources)
            _ = cache.For(resource);
        if (!cache.TryReachBack(from, until))
            return;
        foreach (var resource in cache.All)
            resource.Log.Prepend(collected.Of(resource.Resource), from, until);
    }
}

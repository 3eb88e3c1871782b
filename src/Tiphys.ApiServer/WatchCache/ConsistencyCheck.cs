using Microsoft.Extensions.Logging;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Metrics;
using Tiphys.ApiServer.Registry;
using Tiphys.Storage;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>
/// Compares the cache with the store every few minutes, resource by resource: the same keys at the same revisions, both at one point in time. A
/// difference is a defect of ours; it is logged and counted, and the cache is loaded anew.
/// </summary>
internal sealed partial class ConsistencyCheck(IRevisionedStore store, ObjectCache cache, CacheFeed feed, TimeProvider time, ILogger<ConsistencyCheck> logger) : IMetricSource
{
    private const int PageSize = 2000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private long _agreed;
    private long _differed;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await CheckAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is StoreUnavailableException or RevisionCompactedException or FutureRevisionException or OperationCanceledException)
            {
                // Nothing could be compared this time: the store is away, has forgotten the revision, or the server is ending.
            }
        }
    }

    /// <summary>Compares once; answers the resources that differ.</summary>
    public async Task<IReadOnlyList<GroupResource>> CheckAsync(CancellationToken cancellationToken)
    {
        var differing = new List<GroupResource>();
        foreach (var resource in cache.All)
        {
            if (await AgreesAsync(resource, cancellationToken).ConfigureAwait(false))
            {
                Interlocked.Increment(ref _agreed);
                continue;
            }

            Interlocked.Increment(ref _differed);
            LogDifference(logger, resource.Resource);
            differing.Add(resource.Resource);
        }

        if (differing.Count > 0)
            feed.RequestReload();
        return differing;
    }

    public void Write(MetricText output)
    {
        output.Family("apiserver_watch_cache_consistency_checks_total", "counter", "Comparisons of a resource's cache with the store, by outcome.");
        output.Sample("apiserver_watch_cache_consistency_checks_total", Interlocked.Read(ref _agreed), "outcome", "success");
        output.Sample("apiserver_watch_cache_consistency_checks_total", Interlocked.Read(ref _differed), "outcome", "failure");
    }

    private async Task<bool> AgreesAsync(ResourceCache resource, CancellationToken cancellationToken)
    {
        var (snapshot, revision) = cache.ReadNow(resource);
        var held = snapshot.Index.Range("").GetEnumerator();
        var prefix = KeyLayout.Prefix(resource.Resource);
        StoreKey after = default;
        while (true)
        {
            var page = await store.RangeAsync(prefix, after, PageSize, revision, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                if (!held.MoveNext() || held.Current.Revision != entry.ModRevision || KeyLayout.StoreKey(resource.Resource, held.Current.Key) != entry.Key)
                    return false;
            }

            if (page.RemainingCount == 0 || page.Entries.Count == 0)
                return !held.MoveNext();
            after = page.Entries[^1].Key;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the cache of {Resource} differs from the store; everything is loaded anew")]
    private static partial void LogDifference(ILogger logger, GroupResource resource);
}

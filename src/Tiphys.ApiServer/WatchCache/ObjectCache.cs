using System.Collections.Concurrent;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.Storage;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>Every resource in memory, fed by one watch of the store: what all reads, lists and watches are answered from.</summary>
internal sealed class ObjectCache : IObjectReader
{
    private readonly ConcurrentDictionary<GroupResource, ResourceCache> _resources = new();
    private readonly IRevisionedStore _store;
    /// <summary>How long a consistent read waits for a feed that has fallen behind its store before it is answered with 504.</summary>
    private static readonly TimeSpan FenceTimeout = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly EventLogLimits _limits;
    private long _loadedRevision;

    public ObjectCache(IRevisionedStore store, TimeProvider time, EventLogLimits limits)
    {
        _store = store;
        _time = time;
        _limits = limits;
        Horizon = new(time);
    }

    public RevisionClock Clock { get; } = new();

    public HistoryHorizon Horizon { get; }

    public ICollection<ResourceCache> All => _resources.Values;

    /// <summary>The cache of a resource, made empty if nothing of it has been stored yet.</summary>
    public ResourceCache For(GroupResource resource) =>
        _resources.TryGetValue(resource, out var found) ? found : _resources.GetOrAdd(resource, Make);

    /// <summary>Returns when the cache shows everything that was committed before the call.</summary>
    /// <exception cref="ApiException">504: the feed has fallen too far behind.</exception>
    public ValueTask FenceAsync(CancellationToken cancellationToken)
    {
        var fence = _store.ReadFenceAsync(cancellationToken);
        if (!fence.IsCompletedSuccessfully)
            return AwaitFence(fence, cancellationToken);
        var revision = fence.GetAwaiter().GetResult();
        return Clock.Current >= revision ? ValueTask.CompletedTask : AwaitRevision(revision, cancellationToken);
    }

    /// <summary>A snapshot and the revision it is to be called by: the newest at which it is known to hold.</summary>
    public (CacheSnapshot Snapshot, long Revision) ReadNow(ResourceCache cache)
    {
        // The feed publishes snapshots before it advances the clock. A snapshot that is the same before and after the clock was read therefore
        // holds everything up to that reading.
        while (true)
        {
            var snapshot = cache.Snapshot;
            var revision = Clock.Current;
            if (ReferenceEquals(snapshot, cache.Snapshot))
                return (snapshot, Math.Max(revision, snapshot.Revision));
        }
    }

    public StoredObject? Get(GroupResource resource, string ns, string name) =>
        For(resource).Snapshot.Index.TryGet(KeyLayout.ObjectKey(ns, name), out var entry) ? entry : null;

    public IReadOnlyList<StoredObject> List(GroupResource resource, string ns)
    {
        var index = For(resource).Snapshot.Index;
        var prefix = ns.Length == 0 ? "" : ns + "/";
        var found = new List<StoredObject>(index.CountPrefix(prefix));
        foreach (var entry in index.Range(prefix))
            found.Add(entry);
        return found;
    }

    public long Generation(GroupResource resource) => For(resource).Snapshot.Generation;

    public IDisposable OnChange(GroupResource resource, Action changed)
    {
        var cache = For(resource);
        cache.Changed += changed;
        return new Subscription(() => cache.Changed -= changed);
    }

    public async ValueTask<StoredObject?> GetConsistentAsync(GroupResource resource, string ns, string name, CancellationToken cancellationToken)
    {
        await FenceAsync(cancellationToken).ConfigureAwait(false);
        return Get(resource, ns, name);
    }

    private async ValueTask AwaitFence(ValueTask<long> fence, CancellationToken cancellationToken) =>
        await AwaitRevision(await fence.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async ValueTask AwaitRevision(long revision, CancellationToken cancellationToken)
    {
        try
        {
            await Clock.WaitAsync(revision, cancellationToken).AsTask().WaitAsync(FenceTimeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ApiException(504, StatusReason.Timeout, $"the cache has not reached revision {revision} in time") { RetryAfterSeconds = 1 };
        }
    }

    private ResourceCache Make(GroupResource resource)
    {
        var made = new ResourceCache(resource, _time, _limits);

        // A resource that appears after the load was empty from the beginning of what the store can tell.
        made.Log.Reset(Math.Min(Clock.Current, LoadedRevision));
        return made;
    }

    /// <summary>The revision from which on the logs are complete: where the feed last loaded everything, or further back once the past was filled in.</summary>
    public long LoadedRevision
    {
        get => Interlocked.Read(ref _loadedRevision);
        set => Interlocked.Exchange(ref _loadedRevision, value);
    }

    /// <summary>Moves <see cref="LoadedRevision"/> back; false if the feed has loaded anew meanwhile.</summary>
    public bool TryReachBack(long from, long until) => Interlocked.CompareExchange(ref _loadedRevision, from, until) == until;
}

using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.Storage;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>
/// Follows the store into the cache: loads everything at one revision, then applies every commit in order.
/// </summary>
/// <remarks>
/// States: loading -> following -> (history lost) loading. While the store cannot be reached the cache keeps its last state and consistent
/// reads wait at their fence.
/// </remarks>
internal sealed class CacheFeed(IRevisionedStore store, ObjectCache cache, TimeProvider time) : IAsyncDisposable
{
    private const int PageSize = 2000;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<ResourceCache> _touched = [];
    private readonly Lock _gate = new();
    private CancellationTokenSource _round = new();
    private volatile bool _reloadWanted;
    private Task _following = Task.CompletedTask;

    /// <summary>Why the cache does not follow the store at the moment; null while it does.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Loads, then follows in the background.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var revision = await LoadAsync(cancellationToken).ConfigureAwait(false);
        _following = Task.Run(() => FollowAsync(revision), CancellationToken.None);
    }

    /// <summary>Has everything loaded anew, for a cache that was found to be wrong. Every watcher has to list again.</summary>
    public void RequestReload()
    {
        _reloadWanted = true;
        lock (_gate)
            _round.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        _round.Dispose();
        _stopping.Dispose();
    }

    private CancellationToken BeginRound()
    {
        lock (_gate)
        {
            _round.Dispose();
            _round = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            return _round.Token;
        }
    }

    private async Task FollowAsync(long revision)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (_reloadWanted)
                {
                    _reloadWanted = false;
                    revision = await ReloadAsync(revision).ConfigureAwait(false);
                }

                await foreach (var batch in store.WatchAsync(KeyLayout.Root, revision, BeginRound()).ConfigureAwait(false))
                {
                    Trouble = null;
                    Apply(batch);
                    revision = batch.Revision;
                }
            }
            catch (RevisionCompactedException)
            {
                revision = await ReloadAsync(revision).ConfigureAwait(false);
            }
            catch (StoreUnavailableException e)
            {
                Trouble = $"the store cannot be followed: {e.Failure}";
                await PauseAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The server ends, or a reload is wanted: the loop's head knows.
            }
            catch (Exception e)
            {
                // A change that cannot be taken in must neither end the feed in silence nor be passed over: /livez says so, and everything is loaded anew.
                Trouble = $"the cache could not take in a change: {e.Message}";
                revision = await ReloadAsync(revision).ConfigureAwait(false);
                await PauseAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<long> ReloadAsync(long revision)
    {
        try
        {
            return await LoadAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return revision;
        }
        catch (Exception e)
        {
            // Tried again by the loop: the watch from the old revision fails the same way until a load succeeds.
            Trouble = $"the store cannot be loaded: {e.Message}";
            await PauseAsync().ConfigureAwait(false);
            return revision;
        }
    }

    private async Task PauseAsync() =>
        await Task.Delay(RetryDelay, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Apply(StoreEventBatch batch)
    {
        foreach (var change in batch.Events)
        {
            if (!KeyLayout.TryParse(change.Key, out var resource, out var objectKey))
                continue;
            var target = cache.For(resource);
            if (target.Apply(change, objectKey))
                _touched.Add(target);
        }

        foreach (var target in _touched)
            target.Publish();
        cache.Clock.Advance(batch.Revision);
        cache.Horizon.Note(batch.Revision);
        foreach (var target in _touched)
            target.WakeFollowers();
        _touched.Clear();
    }

    private async Task<long> LoadAsync(CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<GroupResource, List<CacheEntry>>();
        var (startAfter, revision) = (default(StoreKey), 0L);
        while (true)
        {
            var page = await store.RangeAsync(KeyLayout.Root, startAfter, PageSize, revision, cancellationToken).ConfigureAwait(false);
            revision = page.Revision;
            foreach (var entry in page.Entries)
                Take(loaded, entry);
            if (page.RemainingCount == 0 || page.Entries.Count == 0)
                break;
            startAfter = page.Entries[^1].Key;
        }

        cache.LoadedRevision = revision;
        foreach (var (resource, entries) in loaded)
            cache.For(resource).Load(entries, revision);
        foreach (var target in cache.All.Where(target => !loaded.ContainsKey(target.Resource)))
            target.Load([], revision);
        cache.Clock.Advance(revision);
        cache.Horizon.Note(revision);
        foreach (var target in cache.All)
            target.WakeFollowers();
        return revision;
    }

    private static void Take(Dictionary<GroupResource, List<CacheEntry>> loaded, StoreEntry entry)
    {
        if (!KeyLayout.TryParse(entry.Key, out var resource, out var objectKey))
            return;
        if (!loaded.TryGetValue(resource, out var entries))
            loaded.Add(resource, entries = []);
        entries.Add(ResourceCache.MakeEntry(objectKey, entry.Value.Span, entry.ModRevision, entry.CreateRevision));
    }
}

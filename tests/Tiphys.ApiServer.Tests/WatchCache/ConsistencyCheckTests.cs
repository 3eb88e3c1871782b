using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;
using Tiphys.Storage;
using Tiphys.Storage.Memory;

namespace Tiphys.ApiServer.Tests.WatchCache;

public sealed class ConsistencyCheckTests : IAsyncDisposable
{
    private static readonly GroupResource Maps = new("", "configmaps");
    private readonly LossyStore _store = new();
    private readonly ObjectCache _cache;
    private readonly CacheFeed _feed;
    private readonly ConsistencyCheck _check;

    public ConsistencyCheckTests()
    {
        _cache = new(_store, TimeProvider.System, new());
        _feed = new(_store, _cache, TimeProvider.System);
        _check = new(_store, _cache, _feed, TimeProvider.System, NullLogger<ConsistencyCheck>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Check_CacheThatFollowed_FindsNothing()
    {
        await _feed.StartAsync(Cancel);
        for (var i = 0; i < 5; i++)
            await WriteAsync($"m{i}");

        Assert.Empty(await _check.CheckAsync(Cancel));
    }

    [Fact]
    public async Task Check_CacheThatMissedAChange_IsLoadedAnew()
    {
        await _feed.StartAsync(Cancel);
        await WriteAsync("seen");
        _store.LosesEvents = true;
        await WriteAsync("missed");
        Assert.Null(_cache.Get(Maps, "a", "missed"));

        Assert.Equal([Maps], await _check.CheckAsync(Cancel));

        // The feed watches again only after it has loaded.
        await _store.WatchedAgain.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.NotNull(_cache.Get(Maps, "a", "missed"));
        Assert.Empty(await _check.CheckAsync(Cancel));
    }

    private async Task<long> WriteAsync(string name)
    {
        var value = Encoding.UTF8.GetBytes($$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{name}}","namespace":"a"} }""");
        var commit = await _store.CommitAsync([ObjectStore.Write(Maps, "a", name, value, 0)], Cancel);
        await _cache.Clock.WaitAsync(commit.Revision, Cancel);
        return commit.Revision;
    }

    /// <summary>A store whose watch can be made to swallow changes, as a defect in the feed would.</summary>
    private sealed class LossyStore : IRevisionedStore
    {
        private readonly MemoryStore _inner = new();

        private int _watches;

        public bool LosesEvents { get; set; }

        public TaskCompletionSource WatchedAgain { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long CurrentRevision => _inner.CurrentRevision;

        public ValueTask<long> ReadFenceAsync(CancellationToken cancellationToken) => _inner.ReadFenceAsync(cancellationToken);

        public ValueTask<StoreEntry?> GetAsync(StoreKey key, CancellationToken cancellationToken) => _inner.GetAsync(key, cancellationToken);

        public ValueTask<StoreRange> RangeAsync(StoreKey prefix, StoreKey startAfter, int limit, long revision, CancellationToken cancellationToken) =>
            _inner.RangeAsync(prefix, startAfter, limit, revision, cancellationToken);

        public ValueTask<StoreCommit> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken) => _inner.CommitAsync(writes, cancellationToken);

        public async IAsyncEnumerable<StoreEventBatch> WatchAsync(StoreKey prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (++_watches == 2)
                WatchedAgain.SetResult();
            await foreach (var batch in _inner.WatchAsync(prefix, afterRevision, cancellationToken))
                yield return LosesEvents ? batch with { Events = [] } : batch;
        }

        public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) => _inner.CompactAsync(revision, cancellationToken);

        public ValueTask<long> SizeAsync(CancellationToken cancellationToken) => _inner.SizeAsync(cancellationToken);

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }
}

using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Conformance;

/// <summary>Compaction: history goes, current values and the revision stay.</summary>
public abstract class CompactionConformance<TDriver> : StoreConformance<TDriver>
    where TDriver : IStoreDriver, new()
{
    private CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compact_OfOldRevisions_KeepsCurrentValuesAndTheRevision()
    {
        long made = await Store.Commit(Put("/a", "1"), Put("/b", "1"));
        long changed = await Store.Commit(Put("/a", "2", made));

        await Store.CompactAsync(changed, Cancel);

        Assert.Equal($"/a=2@{made}/{changed} /b=1@{made}/{made}", await Store.Listing("/"));
        Assert.Equal(changed, Store.CurrentRevision);
    }

    [Fact]
    public async Task Range_BelowTheCompactedRevision_IsRefusedAndAtItAnswers()
    {
        long made = await Store.Commit(Put("/a", "1"));
        long changed = await Store.Commit(Put("/a", "2", made));
        long again = await Store.Commit(Put("/a", "3", changed));

        await Store.CompactAsync(changed, Cancel);

        var failure = await Assert.ThrowsAsync<RevisionCompactedException>(() => Store.Range("/", revision: made));
        Assert.Equal((made, changed), (failure.Requested, failure.Compacted));
        Assert.Equal($"/a=2@{made}/{changed}", await Store.Listing("/", changed));
        Assert.Equal($"/a=3@{made}/{again}", await Store.Listing("/", again));
    }

    [Fact]
    public async Task Range_AtAKeptRevision_StillShowsAKeyDeletedSince()
    {
        long made = await Store.Commit(Put("/a", "1"), Put("/b", "1"));
        long deleted = await Store.Commit(Delete("/a", made));

        await Store.CompactAsync(made, Cancel);
        Assert.Equal($"/a=1@{made}/{made} /b=1@{made}/{made}", await Store.Listing("/", made));

        await Store.CompactAsync(deleted, Cancel);
        Assert.Equal($"/b=1@{made}/{made}", await Store.Listing("/", deleted));
    }

    [Fact]
    public async Task Watch_BelowTheCompactedRevision_IsRefusedAndAtItGoesOn()
    {
        long made = await Store.Commit(Put("/a", "1"));
        long changed = await Store.Commit(Put("/a", "2", made));
        long again = await Store.Commit(Put("/a", "3", changed));

        await Store.CompactAsync(changed, Cancel);

        await Assert.ThrowsAsync<RevisionCompactedException>(() => Store.WatchUntil("/", made, again));
        var seen = await Store.WatchUntil("/", changed, again);
        Assert.StartsWith($"{again} /a=3 ", Assert.Single(seen));
    }

    [Fact]
    public async Task Compact_Again_WithALowerRevisionChangesNothing()
    {
        long made = await Store.Commit(Put("/a", "1"));
        long changed = await Store.Commit(Put("/a", "2", made));

        await Store.CompactAsync(changed, Cancel);
        await Store.CompactAsync(made, Cancel);
        await Store.CompactAsync(changed, Cancel);

        Assert.Equal($"/a=2@{made}/{changed}", await Store.Listing("/", changed));
    }

    [Fact]
    public async Task Compact_OfAFutureRevision_IsRefused() =>
        await Assert.ThrowsAsync<FutureRevisionException>(() => Store.CompactAsync(Store.CurrentRevision + 5, Cancel).AsTask());

    [Fact]
    public async Task Compact_AfterTheLastKeyIsDeleted_KeepsTheRevisionRising()
    {
        long made = await Store.Commit(Put("/a", "1"));
        long deleted = await Store.Commit(Delete("/a", made));
        await Store.CompactAsync(deleted, Cancel);

        Assert.Equal(deleted + 1, await Store.Commit(Put("/a", "2")));
    }

    [Fact]
    public async Task Compact_WhileAKeyIsRecreated_LosesNeitherLife()
    {
        long made = await Store.Commit(Put("/a", "1"));
        long deleted = await Store.Commit(Delete("/a", made));
        long again = await Store.Commit(Put("/a", "2"));
        long changed = await Store.Commit(Put("/a", "3", again));

        await Store.CompactAsync(deleted, Cancel);

        Assert.Equal("", await Store.Listing("/", deleted));
        Assert.Equal($"/a=2@{again}/{again}", await Store.Listing("/", again));
        Assert.Equal($"/a=3@{again}/{changed}", await Store.Listing("/", changed));
    }
}

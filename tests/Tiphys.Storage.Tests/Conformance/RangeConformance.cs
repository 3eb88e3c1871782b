using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Conformance;

/// <summary>Ordered reads: prefixes, pages, old revisions.</summary>
public abstract class RangeConformance<TDriver> : StoreConformance<TDriver>
    where TDriver : IStoreDriver, new()
{
    [Fact]
    public async Task Range_OfAPrefix_GivesItsKeysInOrdinalOrder()
    {
        foreach (string key in new[] { "/p/b", "/p/a", "/q/a", "/p", "/p/B", "/p/a/x", "/p/é" })
            await Store.Commit(Put(key, "v"));

        var range = await Store.Range("/p/");

        Assert.Equal(["/p/B", "/p/a", "/p/a/x", "/p/b", "/p/é"], range.Entries.Select(entry => entry.Key.ToString()));
        Assert.Equal(Store.CurrentRevision, range.Revision);
        Assert.Equal(0, range.RemainingCount);
    }

    [Fact]
    public async Task Range_OfNothing_IsEmptyAtTheCurrentRevision()
    {
        long revision = await Store.Commit(Put("/p/a", "v"));

        var range = await Store.Range("/none/");

        Assert.Empty(range.Entries);
        Assert.Equal(revision, range.Revision);
    }

    [Fact]
    public async Task Range_InPages_CoversEverythingOnceAndCountsTheRest()
    {
        for (int i = 0; i < 25; i++)
            await Store.Commit(Put($"/p/{i:D2}", "v"));

        var seen = new List<string>();
        var remaining = new List<long>();
        string? after = null;
        StoreRange page;
        do
        {
            page = await Store.Range("/p/", after, limit: 10);
            seen.AddRange(page.Entries.Select(entry => entry.Key.ToString()));
            remaining.Add(page.RemainingCount);
            after = seen[^1];
        }
        while (page.RemainingCount > 0);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"/p/{i:D2}"), seen);
        Assert.Equal([15, 5, 0], remaining);
    }

    [Fact]
    public async Task Range_StartingAfterAKeyThatIsGone_GoesOnBehindIt()
    {
        await Store.Commit(Put("/p/a", "v"), Put("/p/c", "v"));

        Assert.Equal("/p/c", Assert.Single((await Store.Range("/p/", "/p/b")).Entries).Key.ToString());
        Assert.Empty((await Store.Range("/p/", "/p/c")).Entries);
        Assert.Equal(2, (await Store.Range("/p/", "/a")).Entries.Count);
    }

    [Fact]
    public async Task Range_AtAnOldRevision_ShowsWhatWasThere()
    {
        long first = await Store.Commit(Put("/a", "1"), Put("/b", "1"));
        long second = await Store.Commit(Put("/a", "2", first));
        long third = await Store.Commit(Delete("/b", first));
        long fourth = await Store.Commit(Put("/b", "4"));
        long fifth = await Store.Commit(Put("/a", "5", second));

        Assert.Equal($"/a=1@{first}/{first} /b=1@{first}/{first}", await Store.Listing("/", first));
        Assert.Equal($"/a=2@{first}/{second} /b=1@{first}/{first}", await Store.Listing("/", second));
        Assert.Equal($"/a=2@{first}/{second}", await Store.Listing("/", third));
        Assert.Equal($"/a=2@{first}/{second} /b=4@{fourth}/{fourth}", await Store.Listing("/", fourth));
        Assert.Equal($"/a=5@{first}/{fifth} /b=4@{fourth}/{fourth}", await Store.Listing("/", fifth));
        Assert.Equal(second, (await Store.Range("/", revision: second)).Revision);
    }

    [Fact]
    public async Task Range_InPagesAtOneRevision_IsNotDisturbedByWrites()
    {
        for (int i = 0; i < 6; i++)
            await Store.Commit(Put($"/p/{i}", "old"));
        var page = await Store.Range("/p/", limit: 3);
        await Store.Commit(Put("/p/31", "new"));
        var fourth = (await Store.Get("/p/4"))!;
        await Store.Commit(Delete("/p/4", fourth.ModRevision));

        var rest = await Store.Range("/p/", "/p/2", limit: 3, revision: page.Revision);

        Assert.Equal(["/p/3", "/p/4", "/p/5"], rest.Entries.Select(entry => entry.Key.ToString()));
        Assert.All(rest.Entries, entry => Assert.Equal("old", Text(entry.Value)));
        Assert.Equal(3, page.RemainingCount);
    }

    [Fact]
    public async Task Range_AtARevisionNotYetCommitted_IsRefused()
    {
        long current = Store.CurrentRevision;

        var failure = await Assert.ThrowsAsync<FutureRevisionException>(() => Store.Range("/", revision: current + 100));

        Assert.Equal((current + 100, current), (failure.Requested, failure.Current));
    }

    [Fact]
    public async Task Range_OfManyKeys_HoldsThemAll()
    {
        const int total = 3_000;
        var order = Enumerable.Range(0, total).ToArray();
        new Random(3).Shuffle(order);
        foreach (var chunk in order.Chunk(100))
            await Store.Commit([.. chunk.Select(i => Put($"/many/{i:D5}", $"{i}"))]);

        var range = await Store.Range("/many/");

        Assert.Equal(Enumerable.Range(0, total).Select(i => $"{i}"), range.Entries.Select(entry => Text(entry.Value)));
    }
}

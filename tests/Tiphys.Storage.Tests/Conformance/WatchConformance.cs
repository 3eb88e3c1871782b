using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Conformance;

/// <summary>Watching: everything once, in order, from any revision that is kept.</summary>
public abstract class WatchConformance<TDriver> : StoreConformance<TDriver>
    where TDriver : IStoreDriver, new()
{
    [Fact]
    public async Task Watch_FromAnOldRevision_ReplaysEveryKindOfChange()
    {
        long start = Store.CurrentRevision;
        long made = await Store.Commit(Put("/a", "1"));
        long changed = await Store.Commit(Put("/a", "2", made));
        long deleted = await Store.Commit(Delete("/a", changed));

        var seen = await Store.WatchUntil("/", start, deleted);

        Assert.Equal(
            [
                $"{made} /a=1 was (none) made {made}",
                $"{changed} /a=2 was 1 made {made}",
                $"{deleted} /a=(none) was 2 made {made}",
            ],
            seen);
    }

    [Fact]
    public async Task Watch_OfAChange_TellsTheRevisionOfWhatWasBefore()
    {
        long start = Store.CurrentRevision;
        long made = await Store.Commit(Put("/a", "1"));
        long changed = await Store.Commit(Put("/a", "2", made));
        long deleted = await Store.Commit(Delete("/a", changed));

        var before = new List<long>();
        await foreach (var batch in Store.WatchAsync(Key("/a"), start, TestContext.Current.CancellationToken))
        {
            before.AddRange(batch.Events.Select(change => change.PreviousRevision));
            if (batch.Revision >= deleted)
                break;
        }

        Assert.Equal([0, made, changed], before);
    }

    [Fact]
    public async Task Watch_FromTheMiddle_LeavesOutWhatCameBefore()
    {
        long first = await Store.Commit(Put("/a", "1"));
        long second = await Store.Commit(Put("/b", "2"));

        Assert.Equal([$"{second} /b=2 was (none) made {second}"], await Store.WatchUntil("/", first, second));
    }

    [Fact]
    public async Task Watch_StartedBeforeTheWrites_SeesThemLive()
    {
        long start = Store.CurrentRevision;
        var watching = Store.WatchUntil("/", start, start + 50);

        for (int i = 0; i < 50; i++)
            await Store.Commit(Put($"/k{i:D2}", "v"));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{start + 1 + i} /k{i:D2}=v was (none) made {start + 1 + i}"), await watching);
    }

    [Fact]
    public async Task Watch_OfAPrefix_SeesOnlyItsKeysAndStillComesForward()
    {
        long start = Store.CurrentRevision;
        await Store.Commit(Put("/p/a", "1"));
        long last = await Store.Commit(Put("/q/a", "1"));

        Assert.Equal([$"{start + 1} /p/a=1 was (none) made {start + 1}"], await Store.WatchUntil("/p/", start, last));
    }

    [Fact]
    public async Task Watch_OfATransaction_DeliversItsChangesInOneBatch()
    {
        long start = Store.CurrentRevision;
        long revision = await Store.Commit(Put("/a", "1"), Put("/b", "1"), Put("/c", "1"));

        await foreach (var batch in Store.WatchAsync(Key("/"), start, TestContext.Current.CancellationToken))
        {
            Assert.Equal(3, batch.Events.Count);
            Assert.All(batch.Events, change => Assert.Equal(revision, change.Revision));
            Assert.Equal(revision, batch.Revision);
            break;
        }
    }

    [Fact]
    public async Task Watch_ByManyWhileManyWrite_ShowsEachTheWholeLogInOrder()
    {
        const int writers = 6, each = 40;
        long start = Store.CurrentRevision, end = start + writers * each;
        var watchers = Enumerable.Range(0, 4).Select(_ => Store.WatchUntil("/w", start, end)).ToList();

        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
                await Store.Commit(Put($"/w{w}/{i:D3}", $"{i}"));
        })));

        var logs = await Task.WhenAll(watchers);
        Assert.Equal(Enumerable.Range(1, writers * each).Select(i => start + i), logs[0].Select(line => long.Parse(line.Split(' ')[0])));
        Assert.All(logs, log => Assert.Equal(logs[0], log));
    }

    [Fact]
    public async Task Watch_Cancelled_EndsWithCancellation()
    {
        using var cancel = new CancellationTokenSource();
        var watch = Store.WatchAsync(Key("/"), Store.CurrentRevision, cancel.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var waiting = watch.MoveNextAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.AsTask());
    }

    [Fact]
    public async Task Watch_OfAStoreThatCloses_EndsWithClosed()
    {
        var watch = Store.WatchAsync(Key("/"), Store.CurrentRevision, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        var waiting = watch.MoveNextAsync();

        await Store.DisposeAsync();

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => waiting.AsTask());
        Assert.Equal(StoreFailure.Closed, failure.Failure);
    }

    [Fact]
    public async Task Watch_BeyondAnyWindow_ReplaysEverything()
    {
        long start = Store.CurrentRevision;
        const int total = 6_000;
        for (int i = 0; i < total; i += 20)
            await Store.Commit([.. Enumerable.Range(i, 20).Select(n => Put($"/k/{n:D5}", new string('x', 600)))]);

        var seen = await Store.WatchUntil("/k/", start, start + total / 20);

        Assert.Equal(Enumerable.Range(0, total).Select(i => $"/k/{i:D5}"), seen.Select(line => line.Split(' ', '=')[1]));
    }
}

using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Conformance;

/// <summary>Transactions: expectations, revisions, atomicity.</summary>
public abstract class CommitConformance<TDriver> : StoreConformance<TDriver>
    where TDriver : IStoreDriver, new()
{
    [Fact]
    public async Task Revision_OfTheEmptyStore_IsAtLeastOneAndNothingIsThere()
    {
        Assert.True(Store.CurrentRevision >= 1, $"the revision was {Store.CurrentRevision}");
        Assert.Empty((await Store.Range("/")).Entries);
    }

    [Fact]
    public async Task Commit_OfANewKey_RaisesTheRevisionByOneAndShowsTheValue()
    {
        long before = Store.CurrentRevision;

        long revision = await Store.Commit(Put("/a", "1"));

        Assert.Equal(before + 1, revision);
        Assert.Equal(revision, Store.CurrentRevision);
        Assert.Equal(revision, await Store.ReadFenceAsync(TestContext.Current.CancellationToken));
        var entry = await Store.Get("/a");
        Assert.Equal("1", Text(entry!.Value));
        Assert.Equal((revision, revision), (entry.CreateRevision, entry.ModRevision));
    }

    [Fact]
    public async Task Commit_OfAnUpdate_KeepsTheCreateRevision()
    {
        long made = await Store.Commit(Put("/a", "1"));

        long changed = await Store.Commit(Put("/a", "2", made));

        var entry = await Store.Get("/a");
        Assert.Equal("2", Text(entry!.Value));
        Assert.Equal((made, changed), (entry.CreateRevision, entry.ModRevision));
    }

    [Fact]
    public async Task Commit_OfAnExistingKeyExpectedAbsent_ConflictsAndSaysWhatIsThere()
    {
        long made = await Store.Commit(Put("/a", "1"));

        var result = await Store.Try(Put("/a", "2"));

        Assert.False(result.Committed);
        Assert.True(result.Revision >= made);
        var conflict = Assert.Single(result.Conflicts);
        Assert.Equal("1", Text(conflict!.Value));
        Assert.Equal((made, made), (conflict.CreateRevision, conflict.ModRevision));
        Assert.Equal(made, Store.CurrentRevision);
    }

    [Fact]
    public async Task Commit_WithAStaleExpectation_Conflicts()
    {
        long made = await Store.Commit(Put("/a", "1"));
        await Store.Commit(Put("/a", "2", made));

        Assert.False((await Store.Try(Put("/a", "3", made))).Committed);
        Assert.False((await Store.Try(Delete("/a", made))).Committed);
        Assert.Equal("2", Text((await Store.Get("/a"))!.Value));
    }

    [Fact]
    public async Task Commit_OfAnAbsentKeyExpectedPresent_ConflictsWithNothing()
    {
        var result = await Store.Try(Put("/a", "1", 7));

        Assert.False(result.Committed);
        Assert.Null(Assert.Single(result.Conflicts));
    }

    [Fact]
    public async Task Commit_OfADelete_RemovesAndTheNextCreateStartsAnew()
    {
        long made = await Store.Commit(Put("/a", "1"));
        long deleted = await Store.Commit(Delete("/a", made));
        Assert.Equal(made + 1, deleted);
        Assert.Null(await Store.Get("/a"));

        long again = await Store.Commit(Put("/a", "2"));

        var entry = await Store.Get("/a");
        Assert.Equal((again, again), (entry!.CreateRevision, entry.ModRevision));
    }

    [Fact]
    public async Task Commit_OfSeveralKeys_SharesOneRevision()
    {
        long made = await Store.Commit(Put("/a", "1"));

        long revision = await Store.Commit(Put("/a", "2", made), Put("/b", "3"), Put("/c", "4"));

        Assert.Equal(made + 1, revision);
        Assert.Equal($"/a=2@{made}/{revision} /b=3@{revision}/{revision} /c=4@{revision}/{revision}", await Store.Listing("/"));
    }

    [Fact]
    public async Task Commit_WithOneFailedExpectation_WritesNothing()
    {
        long made = await Store.Commit(Put("/b", "1"));

        var result = await Store.Try(Put("/a", "2"), Put("/b", "2"));

        Assert.False(result.Committed);
        Assert.Equal(["(none)", "1"], result.Conflicts.Select(entry => Text(entry?.Value)));
        Assert.Equal($"/b=1@{made}/{made}", await Store.Listing("/"));
        Assert.Equal(made, Store.CurrentRevision);
    }

    [Fact]
    public async Task Commit_FromManyAtOnce_LetsOneWinPerRevisionAndLosesNothing()
    {
        long before = Store.CurrentRevision;
        await Store.Commit(Put("/counter", "0"));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int done = 0; done < 10;)
            {
                var entry = (await Store.Get("/counter"))!;
                string next = (int.Parse(Text(entry.Value)) + 1).ToString();
                if ((await Store.Try(Put("/counter", next, entry.ModRevision))).Committed)
                    done++;
            }
        })));

        Assert.Equal("80", Text((await Store.Get("/counter"))!.Value));
        Assert.Equal(before + 81, Store.CurrentRevision);
    }

    [Fact]
    public async Task Commit_OfAnEmptyValue_IsNotADelete()
    {
        await Store.Commit(Put("/a", ""));

        Assert.Equal(0, (await Store.Get("/a"))!.Value.Length);
    }

    [Fact]
    public async Task Commit_OfABigBinaryValue_GivesTheSameBytesBack()
    {
        var value = new byte[1_200_000];
        new Random(7).NextBytes(value);

        await Store.Commit(new StoreWrite(Key("/big"), value, 0));

        Assert.Equal(value, (await Store.Get("/big"))!.Value.ToArray());
    }

    [Fact]
    public async Task Commit_ThatMakesNoSense_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.Try());
        await Assert.ThrowsAsync<ArgumentException>(() => Store.Try(Put("/a", "1"), Put("/a", "2")));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.Try(Put("", "1")));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.Try(Delete("/a", 0)));
    }

    [Fact]
    public async Task Size_AfterWrites_IsNotZero()
    {
        await Store.Commit(Put("/a", "1"));

        Assert.True(await Store.SizeAsync(TestContext.Current.CancellationToken) > 0);
    }

    [Fact]
    public async Task EveryMember_AfterDispose_SaysClosed()
    {
        await Store.DisposeAsync();

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.Try(Put("/a", "1")));
        Assert.Equal(StoreFailure.Closed, failure.Failure);
        failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.Get("/a"));
        Assert.Equal(StoreFailure.Closed, failure.Failure);
    }
}

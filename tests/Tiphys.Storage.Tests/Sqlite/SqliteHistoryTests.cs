using Microsoft.Extensions.Time.Testing;
using Tiphys.Storage.Sqlite;
using Tiphys.Storage.Tests.Conformance;
using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Sqlite;

public sealed class SqliteHistoryTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task History_OlderThanItMustBeKept_IsCompactedByItself()
    {
        await using var store = await SqliteStore.OpenAsync(_folder.Options with { Time = _time }, TestContext.Current.CancellationToken);
        long made = await store.Commit(Put("/a", "1"));
        long changed = await store.Commit(Put("/a", "2", made));

        await Eventually(async () =>
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            return await IsCompacted(store, made);
        });

        Assert.True(_time.GetUtcNow() - _time.Start >= TimeSpan.FromMinutes(6), "history was forgotten before its time");
        Assert.Equal($"/a=2@{made}/{changed}", await store.Listing("/", changed));
    }

    [Fact]
    public async Task History_LongerThanItMayBe_IsCompactedByItself()
    {
        var options = _folder.Options with { Time = _time, KeepRevisions = 10 };
        await using var store = await SqliteStore.OpenAsync(options, TestContext.Current.CancellationToken);
        long first = await store.Commit(Put("/k/0", "v"));
        for (int i = 1; i < 30; i++)
            await store.Commit(Put($"/k/{i}", "v"));

        _time.Advance(TimeSpan.FromMinutes(1));

        await Eventually(async () => await IsCompacted(store, first));
        Assert.Equal(20, (await store.Range("/k/", revision: store.CurrentRevision - 10)).Entries.Count);
    }

    private static async Task<bool> IsCompacted(SqliteStore store, long revision)
    {
        try
        {
            await store.Range("/", revision: revision);
            return false;
        }
        catch (RevisionCompactedException)
        {
            return true;
        }
    }

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        // The compaction runs on another thread once the clock has struck; each look lets it go on.
        while (!await holds())
            await Task.Yield();
    }
}

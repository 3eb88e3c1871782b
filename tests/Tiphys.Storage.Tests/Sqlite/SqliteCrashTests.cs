using Tiphys.Storage.Tests.Conformance;
using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Sqlite;

public sealed class SqliteCrashTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Store_KilledAgainAndAgainWhileWriting_KeepsEverythingAcknowledged()
    {
        var writer = new KilledWriter(_folder.File);
        var moments = new Random(42);
        long highest = 0;
        for (int round = 0; round < 6; round++)
        {
            await writer.RunAsync(moments.Next(1, 3_000), seed: round);

            Assert.True(writer.RevisionAtOpen >= highest, $"round {round} opened at {writer.RevisionAtOpen}, below the acknowledged {highest}");
            highest = writer.Revisions.Count == 0 ? highest : writer.Revisions.Keys.Max();
            await using var store = await _folder.OpenAsync();
            Assert.True(store.CurrentRevision >= highest, $"round {round}: the revision fell from {highest} to {store.CurrentRevision}");
            foreach (var (key, (revision, value)) in writer.Acknowledged)
                await CheckAsync(store, key, revision, value);
        }
    }

    /// <summary>A key holds what was acknowledged last, or something newer that was written but whose answer the kill swallowed.</summary>
    private static async Task CheckAsync(IRevisionedStore store, string key, long revision, string value)
    {
        var entry = await store.Get(key);
        if (entry is null)
        {
            Assert.True(value == "-" || await WasDeletedAfter(store, key, revision), $"{key} of revision {revision} is lost");
            return;
        }

        Assert.True(entry.ModRevision >= revision, $"{key} fell back from {revision} to {entry.ModRevision}");
        if (entry.ModRevision == revision)
            Assert.Equal(value, Text(entry.Value));
    }

    private static async Task<bool> WasDeletedAfter(IRevisionedStore store, string key, long revision)
    {
        try
        {
            var log = await store.WatchUntil(key, revision, store.CurrentRevision);
            return log.Any(change => change.Contains($" {key}=(none) ", StringComparison.Ordinal));
        }
        catch (RevisionCompactedException)
        {
            return false;
        }
    }
}

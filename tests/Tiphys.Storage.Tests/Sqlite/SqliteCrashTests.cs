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
            await writer.CheckAgainstAsync(store);
        }
    }
}

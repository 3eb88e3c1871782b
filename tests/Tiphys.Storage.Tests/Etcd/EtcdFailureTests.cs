using System.Diagnostics;
using Tiphys.Storage.Etcd;
using Tiphys.Storage.Tests.Conformance;
using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Etcd;

/// <summary>Members that die under a cluster of three.</summary>
[Collection(EtcdFixture.Name)]
public sealed class EtcdFailureTests : IDisposable
{
    private readonly EtcdProcess _cluster = new(members: 3);

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Cluster_LosingTheMemberWeTalkTo_WritesAgainAndWatchesLoseNothing()
    {
        await using var store = await EtcdFixture.ConnectAsync(_cluster.Endpoints);
        long start = store.CurrentRevision;
        const int writes = 30;
        var watching = store.WatchUntil("/k/", start, start + writes);
        for (int i = 0; i < writes; i++)
        {
            if (i == 10)
                _cluster.Kill(0);
            await WriteUntilKnownAsync(store, $"/k/{i:D2}");
        }

        var seen = await watching;

        Assert.Equal(Enumerable.Range(0, writes).Select(i => $"/k/{i:D2}"), seen.Select(line => line.Split(' ', '=')[1]));
    }

    [Fact]
    public async Task Cluster_WithoutAMajority_AnswersErrorsAndNeverOldData()
    {
        await using var store = await EtcdFixture.ConnectAsync(_cluster.Endpoints);
        await WriteUntilKnownAsync(store, "/a");

        _cluster.Kill(0);
        _cluster.Kill(1);

        var read = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Get("/a"));
        Assert.Equal(StoreFailure.NoQuorum, read.Failure);
        var write = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Try(Put("/b", "1")));
        Assert.Equal(StoreFailure.NoQuorum, write.Failure);
    }

    /// <summary>Writes a key once, however often the cluster has to be asked.</summary>
    private static async Task WriteUntilKnownAsync(EtcdStore store, string key)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                // A conflict says that the attempt before, whose answer was lost, did it.
                await store.Try(Put(key, "v"));
                return;
            }
            catch (StoreUnavailableException failure) when (failure.Failure == StoreFailure.NoQuorum)
            {
                Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), $"no write in 30 s: {failure.Message}");
            }
        }
    }
}

using Tiphys.Faults.Tests.Clients;
using Tiphys.Faults.Tests.Servers;

namespace Tiphys.Faults.Tests.Faults;

/// <summary>R1 and R7: the process is killed at any moment, while writing and while compacting.</summary>
public sealed class KillTests
{
    /// <summary>FAULTS_ROUNDS makes a longer run of it.</summary>
    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("FAULTS_ROUNDS"), out var rounds) ? rounds : 3;

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(40)]
    public async Task Server_KilledDuringWrites_LosesNothingAcknowledgedAndMisleadsNoWatcher(long keepRevisions)
    {
        using var folder = new TemporaryFolder();
        await using var server = new ServerChild(folder.Store) { KeepRevisions = keepRevisions };
        Assert.Null(await server.StartAsync());
        var workload = new Workload(server, writers: 6, seed: Rounds);

        for (var round = 0; round < Rounds; round++)
        {
            await workload.AcknowledgedAsync(150 + 37 * round);
            await server.KillAsync();
            Assert.Null(await server.StartAsync());
        }

        await workload.AcknowledgedAsync(100);
        var violations = await workload.FinishAsync();

        Assert.Empty(violations);
        Assert.All(workload.Watchers, watcher => Assert.True(watcher.Opened > 1, "a watcher has not come back"));
        if (keepRevisions > 1_000)
            Assert.All(workload.Watchers, watcher => Assert.Equal(1, watcher.Lists));
    }
}

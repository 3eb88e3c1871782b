using System.Net.Sockets;
using Tiphys.Faults.Tests.Clients;
using Tiphys.Faults.Tests.Servers;
using Tiphys.Storage.Tests.Etcd;

namespace Tiphys.Faults.Tests.Faults;

/// <summary>R1 over etcd: the server is killed at any moment while the etcd it writes to lives on.</summary>
public sealed class EtcdKillTests
{
    private const int Rounds = 3;

    [Fact]
    public async Task Server_KilledWhileItsEtcdLives_LosesNothingAcknowledgedAndMisleadsNoWatcher()
    {
        using var etcd = new EtcdProcess();
        await ListeningAsync(etcd.Endpoints[0]);
        await using var server = new ServerChild(etcd.Endpoints[0].ToString());
        Assert.Null(await server.StartAsync());
        var workload = new Workload(server, writers: 6, seed: 17);

        for (var round = 0; round < Rounds; round++)
        {
            await workload.AcknowledgedAsync(100 + 37 * round);
            await server.KillAsync();
            Assert.Null(await server.StartAsync());
        }

        await workload.AcknowledgedAsync(100);
        var violations = await workload.FinishAsync();

        Assert.Empty(violations);
        Assert.All(workload.Watchers, watcher => Assert.True(watcher.Opened > 1, "a watcher has not come back"));
        Assert.All(workload.Watchers, watcher => Assert.Equal(1, watcher.Lists));
    }

    /// <summary>etcd opens its port once it has found its leader, so that is all to wait for.</summary>
    private static async Task ListeningAsync(Uri endpoint)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(endpoint.Host, endpoint.Port);
                return;
            }
            catch (SocketException) when (attempt < 200)
            {
                await Task.Delay(50);
            }
        }
    }
}

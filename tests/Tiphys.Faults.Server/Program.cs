using System.Globalization;
using System.Net;
using Tiphys.ApiServer;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Hosting;
using Tiphys.Storage;
using Tiphys.Storage.Etcd;
using Tiphys.Storage.Sqlite;

// An API server that is there to be killed: Tiphys.Faults.Server FILE KEEP-REVISIONS RESERVE-BYTES; instead of the file, the URL of an etcd
// Prints "ready URL" once it serves, or "damaged MESSAGE" if the store refuses to open; ends when its input does.
try
{
    await using var store = await OpenAsync(args);
    await using var server = new KubeApiServer(new ApiServerOptions { Store = store, Security = _ => OpenSecurity.AdministratorsOnly });
    await server.StartAsync(CancellationToken.None);
    await using var listener = await ApiServerListener.StartAsync(server, new ListenerOptions { Endpoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, CancellationToken.None);
    Console.Out.WriteLine($"ready {listener.Addresses[0]}");
    while (await Console.In.ReadLineAsync() is not null)
    {
    }

    server.BeginShutdown();
    return 0;
}
catch (StoreDamagedException damage)
{
    Console.Out.WriteLine($"damaged {damage.Message}");
    return 3;
}

static async Task<IRevisionedStore> OpenAsync(string[] args)
{
    if (args[0].StartsWith("http://", StringComparison.Ordinal))
        return await EtcdStore.OpenAsync(new EtcdStoreOptions { Endpoints = [new Uri(args[0])] });
    return await SqliteStore.OpenAsync(new SqliteStoreOptions
    {
        Path = args[0],
        KeepRevisions = long.Parse(args[1], CultureInfo.InvariantCulture),
        ReserveBytes = long.Parse(args[2], CultureInfo.InvariantCulture),
        CompactionInterval = TimeSpan.FromMilliseconds(20),
        CheckpointBytes = 512 << 10,
        RecentBytes = 256 << 10,
    });
}

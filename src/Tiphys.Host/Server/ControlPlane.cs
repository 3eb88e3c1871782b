using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Tiphys.ApiServer;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Hosting;
using Tiphys.Client;
using Tiphys.Host.Configuration;
using Tiphys.Host.Loopback;
using Tiphys.Host.Pki;
using Tiphys.Primitives.Faults;
using Tiphys.Storage;
using Tiphys.Storage.Etcd;
using Tiphys.Storage.Sqlite;

namespace Tiphys.Host.Server;

/// <summary>The store, the API server over it and the sockets in front of it.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly IRevisionedStore _store;
    private readonly KubeApiServer _server;
    private readonly ApiServerListener _listener;

    private ControlPlane(IRevisionedStore store, KubeApiServer server, ApiServerListener listener, SecurityComposition security)
    {
        (_store, _server, _listener) = (store, server, listener);
        Background = security.Background;
    }

    /// <summary>Work that goes on as long as the server lives.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Background { get; }

    /// <summary>Serves when it returns.</summary>
    /// <exception cref="FaultException">The store cannot be opened or an address cannot be listened on.</exception>
    public static async Task<ControlPlane> StartAsync(ClusterOptions options, ClusterPki pki, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = await OpenStoreAsync(options, time).ConfigureAwait(false);
        var security = new SecurityComposition(options, pki);
        var server = new KubeApiServer(new ApiServerOptions
        {
            Store = store,
            Time = time,
            Logging = loggers,
            Security = security.Make,
            Services = MakeServiceNetwork(options),
            Nodes = new()
            {
                ClientCertificate = pki.NodeAgentClient.Certificate,
                TrustedRoots = [pki.Authority.Certificate],
                Known = new Dictionary<string, IPEndPoint> { [options.NodeName] = new(options.PodGateway, options.NodeAgentPort) },
            },
            Aggregation = new()
            {
                ClientCertificate = pki.FrontProxyClient.Certificate,
                RequestHeaderAuthority = pki.FrontProxyAuthority.Certificate.ExportCertificatePem(),
                ClientAuthority = pki.Authority.Certificate.ExportCertificatePem(),
            },
        });
        try
        {
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            var certificate = SslStreamCertificateContext.Create(pki.ApiServer.Certificate, [pki.Authority.Certificate], offline: true);
            var listening = new ListenerOptions { Endpoints = [.. Endpoints(options)], Certificate = () => certificate };
            var listener = await ApiServerListener.StartAsync(server, listening, cancellationToken).ConfigureAwait(false);
            return new(store, server, listener, security);
        }
        catch (IOException e)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            await store.DisposeAsync().ConfigureAwait(false);
            throw new FaultException("PORT-TAKEN", $"cannot listen on port {options.ApiPort}: {e.Message}", $"end the program that listens there, or choose another port with --{SettingTable.ApiPort.Name}", e);
        }
    }

    /// <summary>A client inside this process, acting as the given user.</summary>
    public KubeClient Client(string user, params string[] groups)
    {
        var identity = new UserInfo(user) { Groups = [.. groups, "system:authenticated"] };
        return new KubeClient(new LoopbackTransport(_server.InvokeAsync, identity), user[(user.LastIndexOf(':') + 1)..]);
    }

    public async ValueTask DisposeAsync()
    {
        _server.BeginShutdown();
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private static ServiceNetwork MakeServiceNetwork(ClusterOptions options) => new()
    {
        Cidr = options.ServiceCidr,
        FirstNodePort = options.NodePortRange.First,
        LastNodePort = options.NodePortRange.Last,
        Advertised = new IPEndPoint(options.PodGateway, options.ApiPort),
    };

    private static async Task<IRevisionedStore> OpenEtcdAsync(IReadOnlyList<string> servers, TimeProvider time)
    {
        try
        {
            return await EtcdStore.OpenAsync(new EtcdStoreOptions { Endpoints = [.. servers.Select(server => new Uri(server))], Time = time }).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new FaultException("STORE", e.Message, $"see that etcd answers at {string.Join(", ", servers)} and run this again", e);
        }
    }

    private static async Task<IRevisionedStore> OpenStoreAsync(ClusterOptions options, TimeProvider time)
    {
        if (options.EtcdServers.Count > 0)
            return await OpenEtcdAsync(options.EtcdServers, time).ConfigureAwait(false);
        var path = Path.Combine(options.DataDir, "store", "state.db");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path, Time = time }).ConfigureAwait(false);
        }
        catch (StoreDamagedException e)
        {
            throw new FaultException("STORE-DAMAGED", e.Message, $"restore a backup over {path}; nothing was changed", e);
        }
        catch (StoreUnavailableException e) when (e.Failure == StoreFailure.DiskFull)
        {
            throw new FaultException("DISK-FULL", $"{path}: {e.Message}", "free some room and run this again", e);
        }
        catch (StoreUnavailableException e)
        {
            throw new FaultException("STORE", $"{path}: {e.Message}", "mend what the message names and run this again", e);
        }
    }

    private static IEnumerable<IPEndPoint> Endpoints(ClusterOptions options)
    {
        var addresses = new HashSet<IPAddress>(options.Listen);
        if (!options.Disabled.Contains("node") && !addresses.Contains(IPAddress.Any))
            addresses.Add(options.PodGateway);
        return addresses.Select(address => new IPEndPoint(address, options.ApiPort));
    }
}

using System.Net;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Resources;
using Tiphys.ApiServer;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Hosting;
using Tiphys.Client;
using Tiphys.Host.Configuration;
using Tiphys.Host.Loopback;
using Tiphys.Host.Pki;
using Tiphys.Host.Server.Security;
using Tiphys.Host.Server.Store;
using Tiphys.Primitives.Faults;
using Tiphys.Storage;
using Tiphys.Storage.Encryption;

namespace Tiphys.Host.Server;

/// <summary>The store, the API server over it and the sockets in front of it.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly IRevisionedStore _store;
    private readonly KubeApiServer _server;
    private readonly ApiServerListener _listener;

    private ControlPlane(OpenedStore opened, KubeApiServer server, ApiServerListener listener, SecurityComposition security)
    {
        (_store, _server, _listener) = (opened.Store, server, listener);
        Background = [.. security.Background, .. opened.Background];
        LegacyTokens = security.LegacyTokens;
    }

    /// <summary>Work that goes on as long as the server lives.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Background { get; }

    /// <summary>Signs tokens that live in secrets.</summary>
    public LegacyTokenSecrets? LegacyTokens { get; }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Addresses => _listener.Addresses;

    /// <summary>Serves when it returns.</summary>
    /// <exception cref="FaultException">The store cannot be opened or an address cannot be listened on.</exception>
    public static async Task<ControlPlane> StartAsync(ClusterOptions options, ClusterPki pki, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var opened = await new StoreOpener(options, time).OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ServeAsync(options, pki, opened, loggers, time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await opened.Store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<ControlPlane> ServeAsync(ClusterOptions options, ClusterPki pki, OpenedStore opened, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var security = new SecurityComposition(options, pki, time, loggers.CreateLogger("Tiphys.Host"));
        var server = new KubeApiServer(MakeOptions(options, pki, opened, security, loggers, time));
        try
        {
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            var listening = new ServingTls(options.Server, pki).Apply(new ListenerOptions { Endpoints = [.. Endpoints(options)] });
            var listener = await ApiServerListener.StartAsync(server, listening, cancellationToken).ConfigureAwait(false);
            return new(opened, server, listener, security);
        }
        catch (DecryptionException e)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new FaultException("ENCRYPTED", e.Message, $"put the key it was encrypted with back into the file of --{ApiServerSettings.EncryptionConfig.Name}", e);
        }
        catch (IOException e)
        {
            await server.DisposeAsync().ConfigureAwait(false);
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

    private static ApiServerOptions MakeOptions(ClusterOptions options, ClusterPki pki, OpenedStore opened, SecurityComposition security, ILoggerFactory loggers, TimeProvider time) => new()
    {
        Store = opened.Store,
        Time = time,
        Logging = loggers,
        Security = security.Make,
        Flags = options.Server.Shown(),
        Catalog = MakeCatalog(options.Server),
        RequestTimeout = options.Server.Duration(ApiServerSettings.RequestTimeout),
        MinRequestTimeout = TimeSpan.FromSeconds(options.Server.Number(ApiServerSettings.MinRequestTimeout)),
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
    };

    private static ResourceCatalog MakeCatalog(ServerSettings settings)
    {
        try
        {
            return RuntimeConfig.Parse(settings.List(ApiServerSettings.RuntimeConfiguration), ResourceCatalog.BuiltIn).Apply(ResourceCatalog.BuiltIn);
        }
        catch (FormatException e)
        {
            throw ServerSettings.Wrong(ApiServerSettings.RuntimeConfiguration, e.Message, e);
        }
    }

    private static ServiceNetwork MakeServiceNetwork(ClusterOptions options) => new()
    {
        Cidr = options.ServiceCidr,
        FirstNodePort = options.NodePortRange.First,
        LastNodePort = options.NodePortRange.Last,
        Advertised = new IPEndPoint(options.PodGateway, options.ApiPort),
    };

    private static IEnumerable<IPEndPoint> Endpoints(ClusterOptions options)
    {
        var addresses = new HashSet<IPAddress>(options.Listen);
        if (!options.Disabled.Contains("node") && !addresses.Contains(IPAddress.Any))
            addresses.Add(options.PodGateway);
        return addresses.Select(address => new IPEndPoint(address, options.ApiPort));
    }
}

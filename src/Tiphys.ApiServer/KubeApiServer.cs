using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tiphys.ApiServer.Aggregation;
using Tiphys.ApiServer.CustomResources;
using Tiphys.ApiServer.Discovery;
using Tiphys.ApiServer.Health;
using Tiphys.ApiServer.Metrics;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Registry.Services;
using Tiphys.ApiServer.Verbs;
using Tiphys.ApiServer.WatchCache;
using Tiphys.Storage;

namespace Tiphys.ApiServer;

/// <summary>
/// The Kubernetes API over a revisioned store. Knows nothing of sockets: <see cref="InvokeAsync"/> answers a request wherever it came from.
/// </summary>
/// <remarks>
/// Life: made -> <see cref="StartAsync"/> (loads, bootstraps; requests before its end are answered as far as what is loaded allows, /readyz fails) ->
/// ready -> <see cref="BeginShutdown"/> (watches end cleanly) -> disposed.
/// </remarks>
public sealed class KubeApiServer : IAsyncDisposable
{
    private readonly ApiServerOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ObjectCache _cache;
    private readonly CacheFeed _feed;
    private readonly ConsistencyCheck _consistency;
    private readonly RequestPipeline _pipeline;
    private readonly ObjectRegistry _registry;
    private readonly DefinitionController _definitions;
    private readonly WebhookClients _webhooks;
    private readonly Aggregator _aggregator;
    private readonly StoreCompactor _compactor;
    private readonly ServerSecurity _security;
    private readonly StartProgress _start;
    private Task _background = Task.CompletedTask;
    private volatile bool _ready;

    public KubeApiServer(ApiServerOptions options)
    {
        _options = options;
        _cache = new(options.Store, options.Time, options.EventLog);
        _feed = new(options.Store, _cache, options.Time);
        _consistency = new(options.Store, _cache, _feed, options.Time, options.Logging.CreateLogger<ConsistencyCheck>());
        _compactor = new(options.Store, _cache.Horizon, options.Time);
        var store = new ObjectStore(options.Store, _cache, options.Time);
        var catalog = new CatalogHolder(options.Catalog);
        _webhooks = new(_cache, options.Time);
        var converter = new ResourceConverter(catalog, new(_webhooks));
        var schemas = new ObjectSchemas(converter, options.Time);
        var writer = new ObjectWriter(store, schemas, catalog, options.Time);
        var authorization = new DeferredAuthorizer();
        Services = new(_cache, writer, options.Time, () => catalog.Current, authorization) { Converter = converter };
        _security = options.Security(Services);
        var access = new AccessMetrics(options.Time);
        authorization.Target = new(_security.Authorizers, access);
        _registry = new(options, store, _cache, schemas, catalog, _security);
        var cleanup = new DefinitionCleanup(_cache, _registry.Deleter, writer, _registry.ServerWriter, options.Time);
        _definitions = new(_cache, catalog, writer, cleanup, options.Time, options.Logging.CreateLogger<DefinitionController>());
        var dispatcher = new VerbWiring(options, _registry, _cache, catalog, _stopping.Token).MakeDispatcher(_security.VirtualResources, authorization);
        var metrics = new RequestMetrics(catalog, options.Time);
        var publisher = new Publisher(catalog);
        _aggregator = new(options, _cache, writer, catalog, publisher);
        _start = new([.. OwnSteps(), .. _security.StartSteps]);
        _pipeline = new(new(_security.Authenticators, access), authorization.Target, _security.Filters, metrics, options.Logging.CreateLogger<RequestPipeline>())
        {
            Deadline = new(options.RequestTimeout, options.Time),
            Resources = dispatcher,
            Paths = MakePaths(publisher, [metrics, access, new StateMetrics(_cache, store.Commits, options.Version), _consistency, .. _security.Metrics]),
            Aggregation = _aggregator.Proxy,
            Refused = _security.Refused,
        };
    }

    /// <summary>What parts that live in the same process may use directly.</summary>
    public ServerServices Services { get; }

    /// <summary>Loads everything from the store and makes what every cluster has. Ready when it returns.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _start.RunAsync(cancellationToken).ConfigureAwait(false);
        Func<CancellationToken, Task>[] background = [.. _security.Background, _definitions.RunAsync, _aggregator.RunAsync, _compactor.RunAsync, _consistency.RunAsync];
        _background = Task.WhenAll(background.Select(work => Task.Run(() => work(_stopping.Token), CancellationToken.None)));
        _ready = true;
    }

    /// <summary>
    /// Answers one request. A <see cref="Authentication.UserInfo"/> in the context's features is believed: in-process callers set it, sockets cannot.
    /// </summary>
    public Task InvokeAsync(HttpContext http) => _pipeline.InvokeAsync(http);

    /// <summary>Fails /readyz and ends all watches, so that clients turn elsewhere before the sockets close.</summary>
    public void BeginShutdown()
    {
        _ready = false;
        _stopping.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        BeginShutdown();
        await _background.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var owned in _security.Owned)
            await owned.DisposeAsync().ConfigureAwait(false);
        await _feed.DisposeAsync().ConfigureAwait(false);
        _aggregator.Dispose();
        _webhooks.Dispose();
        _stopping.Dispose();
    }

    private string? StoreFault() =>
        _options.Store is IStoreHealth { Fault: { } fault } ? $"the store takes no writes until it is opened anew: {fault.Failure}" : null;

    private StartStep[] OwnSteps() =>
    [
        new("storage-readiness", _feed.StartAsync),
        new("crd-informer-synced", _definitions.RunOnceAsync),
        new("start-system-namespaces-controller", new NamespaceBootstrap(_cache, Services.Writer).RunAsync),
        new("bootstrap-controller", new ServiceBootstrap(_options.Services, _registry.Pool, _cache, Services.Writer, _registry.ServerWriter).RunAsync),
        new("start-cluster-authentication-info-controller", _aggregator.PrepareAsync),
    ];

    private PathTable MakePaths(Publisher publisher, IReadOnlyList<IMetricSource> metrics)
    {
        HealthCheck[] checks =
        [
            new("ping", () => null, Live: true),
            new("etcd", () => StoreFault() ?? _feed.Trouble, Live: true),
            new("etcd-readiness", () => StoreFault() ?? _feed.Trouble, Live: false),
            new("informer-sync", () => _ready ? null : "not ready yet", Live: false),
            .. _start.Checks,
            new("shutdown", () => _stopping.IsCancellationRequested ? "shutting down" : null, Live: false),
        ];
        var paths = ServerPaths.Make(_options, checks, metrics, publisher);
        foreach (var (path, handler) in _security.Paths)
            paths.Add(path, handler);
        return paths;
    }
}

using Microsoft.Extensions.Logging;
using Tiphys.ApiServer.Discovery;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Aggregation put together: the proxy that requests pass, the loop that looks after it, the ConfigMap that aggregated servers read.</summary>
internal sealed class Aggregator : IDisposable
{
    private readonly AggregatedClients _clients;
    private readonly AuthenticationConfigMap _configMap;
    private readonly AggregationController _controller;

    public Aggregator(ApiServerOptions options, ObjectCache cache, IObjectWriter writer, CatalogHolder catalog, Publisher publisher)
    {
        var settings = options.Aggregation;
        var state = new AggregationState();
        _clients = new(settings, cache);
        _configMap = new(settings, cache, writer);
        Proxy = new(state, _clients, catalog);
        var check = new AvailabilityCheck(settings, _clients, cache, options.Time);
        _controller = new(cache, writer, catalog, publisher, state, check, settings, options.Time, options.Logging.CreateLogger<AggregationController>());
    }

    public AggregationProxy Proxy { get; }

    /// <summary>Before the server is ready.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => _configMap.RunAsync(cancellationToken);

    /// <summary>Until the server stops.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _controller.RunAsync(cancellationToken);

    public void Dispose() => _clients.Dispose();
}

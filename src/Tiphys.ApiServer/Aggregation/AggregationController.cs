using Microsoft.Extensions.Logging;
using Tiphys.Api.Discovery;
using Tiphys.Api.Errors;
using Tiphys.Api.OpenApi;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Discovery;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Follows the APIServices: keeps those of this server's own groups, checks whether the others can be reached, and shows what they serve in discovery.</summary>
internal sealed partial class AggregationController(
    ObjectCache cache,
    IObjectWriter writer,
    CatalogHolder catalog,
    Publisher publisher,
    AggregationState state,
    AvailabilityCheck check,
    AggregationOptions options,
    TimeProvider time,
    ILogger<AggregationController> logger)
{
    public static readonly GroupResource Services = new("apiregistration.k8s.io", "apiservices");
    private static readonly GroupResource Slices = new("discovery.k8s.io", "endpointslices");
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private readonly AggregatedDiscovery _discovery = new(check);
    private readonly AggregatedOpenApi _openApi = new(check);
    private IReadOnlyList<ExtensionGroup> _groups = [];
    private IReadOnlyList<ExtensionSpec> _specs = [];

    /// <summary>Runs until cancelled: at every change of APIServices, services, endpoints or the catalogue, and as often as the options say.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var loop = new ChangeLoop(cache, time, Services, BuiltInResources.Services, Slices) { Failed = LogFailed };
        catalog.Changed += loop.Wake;
        await loop.RunAsync(RunOnceAsync, cancellationToken).ConfigureAwait(false);
        catalog.Changed -= loop.Wake;
    }

    /// <returns>When the next round is due.</returns>
    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        await OwnServices.KeepAsync(cache, writer, catalog.Current, time, cancellationToken).ConfigureAwait(false);
        var services = cache.List(Services, "").Select(stored => AggregatedService.Read(stored)).OfType<AggregatedService>()
            .OrderByDescending(service => service.GroupPriority).ThenBy(service => service.Name, StringComparer.Ordinal).ToArray();
        if (services.Length == 0 && state.IsEmpty)
            return Timeout.InfiniteTimeSpan;
        var checks = await Task.WhenAll(services.Select(service => check.RunAsync(service, cancellationToken))).ConfigureAwait(false);
        var available = services.Where((_, index) => checks[index].Reason == "Passed").ToHashSet();
        state.Swap(services.Select(service => (service, available.Contains(service))));
        await ShowAsync(services, available.Contains, cancellationToken).ConfigureAwait(false);

        // Last, so that whoever sees the condition finds the group served and described.
        for (var i = 0; i < services.Length; i++)
            await SetConditionAsync(services[i], checks[i].Reason, checks[i].Message, cancellationToken).ConfigureAwait(false);
        return available.Count == services.Length ? options.CheckInterval : RetryInterval;
    }

    private async Task ShowAsync(IReadOnlyList<AggregatedService> services, Func<AggregatedService, bool> available, CancellationToken cancellationToken)
    {
        var groups = await _discovery.FetchAsync(services, available, cancellationToken).ConfigureAwait(false);
        var described = await _openApi.FetchAsync(services, available, cancellationToken).ConfigureAwait(false);
        var specs = described.Select(entry => entry.Spec).ToArray();
        if (_specs.SequenceEqual(specs, ReferenceEqualityComparer.Instance) && groups.Count == _groups.Count && groups.Zip(_groups).All(pair => Same(pair.First, pair.Second)))
            return;
        (_groups, _specs) = (groups, specs);
        state.SwapDocuments(described.SelectMany(entry => entry.Spec.V3.Keys.Select(path => KeyValuePair.Create(path, entry.Service))));
        publisher.SetExtensions(groups, specs);
    }

    private static bool Same(ExtensionGroup a, ExtensionGroup b) => a.Priority == b.Priority && a.Document.DeepEquals(b.Document);

    private async Task SetConditionAsync(AggregatedService service, string reason, string message, CancellationToken cancellationToken)
    {
        if (cache.Get(Services, "", service.Name) is not { } stored)
            return;
        var document = stored.Decode();
        if (!OwnServices.SetAvailable(document, reason == "Passed", reason, message, time.GetUtcNow()))
            return;
        try
        {
            await writer.UpdateAsync(Services, document, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            // Changed meanwhile: the change wakes the loop.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "aggregated servers could not be looked after")]
    private partial void LogFailed(Exception error);
}

using Microsoft.Extensions.Logging;
using Tiphys.Api.Discovery;
using Tiphys.Api.Errors;
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
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private readonly AggregatedDiscovery _discovery = new(check);
    private IReadOnlyList<ExtensionGroup> _shown = [];

    /// <summary>Runs until cancelled: at every change of the objects or of the catalogue, and as often as the options say.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var signal = new WatchSignal();
        var services = cache.For(Services);
        services.Watchers.Attach(signal);
        catalog.Changed += signal.Set;
        using var registration = cancellationToken.UnsafeRegister(static state => ((WatchSignal)state!).Set(), signal);
        using var timer = time.CreateTimer(static state => ((WatchSignal)state!).Set(), signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var due = await RunOnceAsync(cancellationToken).ConfigureAwait(false);
                timer.Change(due, Timeout.InfiniteTimeSpan);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // The next round starts from the state as it is then.
                LogFailed(e);
                timer.Change(RetryInterval, Timeout.InfiniteTimeSpan);
            }

            await signal.WaitAsync().ConfigureAwait(false);
        }

        catalog.Changed -= signal.Set;
        services.Watchers.Detach(signal);
    }

    /// <returns>When the next round is due.</returns>
    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        await OwnServices.KeepAsync(cache, writer, catalog.Current, time, cancellationToken).ConfigureAwait(false);
        var services = cache.List(Services, "").Select(stored => AggregatedService.Read(stored)).OfType<AggregatedService>().ToArray();
        if (services.Length == 0 && state.IsEmpty)
            return Timeout.InfiniteTimeSpan;
        var checks = await Task.WhenAll(services.Select(async service =>
        {
            var (reason, message) = await check.RunAsync(service, cancellationToken).ConfigureAwait(false);
            await SetConditionAsync(service, reason, message, cancellationToken).ConfigureAwait(false);
            return (Service: service, Available: reason == "Passed");
        })).ConfigureAwait(false);
        state.Swap(checks);
        await ShowAsync(checks.Where(entry => entry.Available).Select(entry => entry.Service), cancellationToken).ConfigureAwait(false);
        return checks.All(entry => entry.Available) ? options.CheckInterval : RetryInterval;
    }

    private async Task ShowAsync(IEnumerable<AggregatedService> available, CancellationToken cancellationToken)
    {
        var groups = new List<ExtensionGroup>();
        foreach (var group in available.GroupBy(service => service.GroupVersion.Group))
        {
            if (await _discovery.FetchAsync(group.Key, [.. group], cancellationToken).ConfigureAwait(false) is { } shown)
                groups.Add(shown);
        }

        if (groups.Count == _shown.Count && groups.Zip(_shown).All(pair => pair.First.Priority == pair.Second.Priority && pair.First.Document.DeepEquals(pair.Second.Document)))
            return;
        _shown = groups;
        publisher.SetExtensions(groups);
    }

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

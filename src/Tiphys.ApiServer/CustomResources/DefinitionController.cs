using Microsoft.Extensions.Logging;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.ServerSideApply;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>
/// Follows the CustomResourceDefinitions: accepts names, establishes, serves, and clears up behind what is deleted. A definition is served within moments of
/// its creation because the loop wakes with the commit, not with a clock.
/// </summary>
internal sealed partial class DefinitionController(
    ObjectCache cache,
    CatalogHolder catalog,
    IObjectWriter writer,
    DefinitionCleanup cleanup,
    TimeProvider time,
    ILogger<DefinitionController> logger)
{
    public static readonly GroupResource Definitions = new("apiextensions.k8s.io", "customresourcedefinitions");

    /// <summary>How often objects of terminating definitions are looked after while some are left.</summary>
    private static readonly TimeSpan CleanupInterval = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, (long Revision, IReadOnlyList<(ResourceInfo Resource, CustomFacts Facts)> Rows)> _read = [];

    /// <summary>One round: status of all definitions, then the catalogue. Called before the server is ready, and by the loop.</summary>
    /// <returns>True if another round is due soon.</returns>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var stored = cache.List(Definitions, "");
        var all = stored.Select(entry => entry.Decode()).ToArray();
        foreach (var definition in all.Where(definition => !ObjectMeta.IsDeleting(definition)))
            await SetStatusAsync(definition, all, cancellationToken).ConfigureAwait(false);
        Serve(cache.List(Definitions, ""));
        var pending = false;
        foreach (var definition in all.Where(ObjectMeta.IsDeleting))
            pending |= !await CleanUpAsync(definition, cancellationToken).ConfigureAwait(false);
        return pending;
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var signal = new WatchSignal();
        var definitions = cache.For(Definitions);
        definitions.Watchers.Attach(signal);
        using var registration = cancellationToken.UnsafeRegister(static state => ((WatchSignal)state!).Set(), signal);
        using var timer = time.CreateTimer(static state => ((WatchSignal)state!).Set(), signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await RunOnceAsync(cancellationToken).ConfigureAwait(false))
                    timer.Change(CleanupInterval, Timeout.InfiniteTimeSpan);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // The next round starts from the state as it is then; a definition that cannot be worked on must not stop the others.
                LogFailed(e);
                timer.Change(CleanupInterval, Timeout.InfiniteTimeSpan);
            }

            await signal.WaitAsync().ConfigureAwait(false);
        }

        definitions.Watchers.Detach(signal);
    }

    private async Task SetStatusAsync(DocObject definition, DocObject[] all, CancellationToken cancellationToken)
    {
        if (DefinitionStatusPlan.Make(definition, all, catalog.BuiltIn, time.GetUtcNow()) is not { } next)
            return;
        if (catalog.BuiltIn.TryGet(new("apiextensions.k8s.io", "v1"), Definitions.Resource, out var resource))
            FieldManager.Track(resource, "status", definition, next, "kube-apiserver", time.GetUtcNow());
        try
        {
            await writer.UpdateAsync(Definitions, next, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            // It has changed meanwhile, which wakes the loop again.
        }
    }

    private async Task<bool> CleanUpAsync(DocObject definition, CancellationToken cancellationToken)
    {
        try
        {
            var known = DefinitionReader.ResourceOf(definition);
            var resource = catalog.Current.All.FirstOrDefault(info => info.IsCustom && info.GroupResource == known);
            return await cleanup.RunAsync(definition, resource, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            return false;
        }
    }

    private void Serve(IReadOnlyList<StoredObject> definitions)
    {
        var rows = new List<(ResourceInfo Resource, CustomFacts Facts)>();
        var changed = false;
        foreach (var stored in definitions)
        {
            if (!_read.TryGetValue(stored.Name, out var read) || read.Revision != stored.Revision)
            {
                var definition = stored.Decode();
                var served = DefinitionConditions.IsTrue(definition, DefinitionConditions.Established) ? DefinitionReader.Read(definition, stored.Revision).ToArray() : [];
                read = (stored.Revision, served);
                _read[stored.Name] = read;
                changed = true;
            }

            rows.AddRange(read.Rows);
        }

        foreach (var gone in _read.Keys.Except(definitions.Select(definition => definition.Name)).ToArray())
            changed |= _read.Remove(gone);
        if (changed)
            Swap(rows);
    }

    private void Swap(List<(ResourceInfo Resource, CustomFacts Facts)> rows)
    {
        var next = ((ResourceCatalog)catalog.BuiltIn).With(rows.Select(row => row.Resource));
        catalog.Swap(new(next, rows.ToDictionary(row => (row.Resource.GroupVersion, row.Resource.Resource), row => row.Facts)));
    }

    [LoggerMessage(1, LogLevel.Error, "definitions could not be worked on")]
    private partial void LogFailed(Exception error);
}

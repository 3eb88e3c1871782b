using Microsoft.Extensions.Logging;
using Tiphys.Client;
using Tiphys.Client.Discovery;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.GarbageCollection;

/// <summary>One informer of metadata for every type that can be deleted; types come and go with their definitions.</summary>
internal sealed class ResourceMonitors(
    KubeClient client, TimeProvider time, ILogger logger, OwnerGraph graph, Action<IReadOnlyList<string>> lookAt)
{
    private readonly Dictionary<ResourceType, (SharedInformer<PartialObject> Informer, CancellationTokenSource Life, Task Running)> _running = [];
    private volatile IReadOnlyDictionary<(string ApiVersion, string Kind), DiscoveredResource> _byKind =
        new Dictionary<(string ApiVersion, string Kind), DiscoveredResource>();

    /// <summary>Starts and stops informers so that exactly the served types are followed.</summary>
    public async Task FollowAsync(DiscoveryResult served, CancellationToken cancellationToken)
    {
        var wanted = served.Resources.Where(resource => resource.Can("list", "watch", "delete") && !IsEvents(resource)).ToArray();
        var byKind = served.Resources.GroupBy(resource => (resource.Type.ApiVersion, resource.Type.Kind)).ToDictionary(group => group.Key, group => group.First());
        foreach (var (kind, resource) in _byKind)
        {
            // A group that does not answer at the moment is still there.
            if (served.FailedGroupVersions.Contains(kind.ApiVersion))
                byKind.TryAdd(kind, resource);
        }

        _byKind = byKind;
        foreach (var resource in wanted.Where(resource => !_running.ContainsKey(resource.Type)))
            Start(resource.Type, cancellationToken);
        var types = wanted.Select(resource => resource.Type).ToHashSet();
        foreach (var type in _running.Keys.Where(type => !types.Contains(type) && !served.FailedGroupVersions.Contains(type.ApiVersion)).ToArray())
            await StopAsync(type).ConfigureAwait(false);
    }

    /// <summary>The type of an owner reference; null if nothing serves it.</summary>
    public DiscoveredResource? TypeOf(string apiVersion, string kind)
    {
        if (_byKind.GetValueOrDefault((apiVersion, kind)) is { } exact)
            return exact;

        // Another version of the group will do: an owner is the same object in all of them.
        var group = GroupOf(apiVersion);
        return _byKind.FirstOrDefault(pair => pair.Key.Kind == kind && GroupOf(pair.Key.ApiVersion) == group).Value;
    }

    public Task WaitForSyncAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_running.Values.Select(entry => entry.Informer.WaitForSyncAsync(cancellationToken)));

    public async Task StopAsync()
    {
        foreach (var type in _running.Keys.ToArray())
            await StopAsync(type).ConfigureAwait(false);
    }

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/') is >= 0 and var slash ? apiVersion[..slash] : "";

    private static bool IsEvents(DiscoveredResource resource) => resource.Type is { Resource: "events", Group: "" or "events.k8s.io" };

    private static PartialObject Shape(PartialObject item)
    {
        var metadata = item.Metadata;
        item.Metadata = new()
        {
            Name = metadata.Name,
            NamespaceProperty = metadata.NamespaceProperty,
            Uid = metadata.Uid,
            ResourceVersion = metadata.ResourceVersion,
            DeletionTimestamp = metadata.DeletionTimestamp,
            Finalizers = metadata.Finalizers,
            OwnerReferences = metadata.OwnerReferences,
        };
        return item;
    }

    private void Start(ResourceType type, CancellationToken cancellationToken)
    {
        var informer = new SharedInformer<PartialObject>(client.Partial(type), InformerScope.All, time, logger, Shape);
        informer.Subscribe(change => lookAt(change.IsDeletion ? graph.Remove(change.Current.Metadata.Uid) : graph.Put(type, change.After)));
        var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _running.Add(type, (informer, life, informer.RunAsync(life.Token)));
    }

    private async Task StopAsync(ResourceType type)
    {
        if (!_running.Remove(type, out var entry))
            return;
        await entry.Life.CancelAsync().ConfigureAwait(false);
        await entry.Running.ConfigureAwait(false);
        entry.Life.Dispose();
        foreach (var item in entry.Informer.Cache.List())
            lookAt(graph.Remove(item.Metadata.Uid));
    }
}

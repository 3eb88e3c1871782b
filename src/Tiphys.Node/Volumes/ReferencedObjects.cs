using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Volumes;

/// <summary>
/// The ConfigMaps and Secrets that this node's pods refer to, each watched by itself for as long as a pod needs it: a node may read no others.
/// </summary>
internal sealed class ReferencedObjects(KubeClient client, SharedInformerFactory informers, TimeProvider time, ILogger<ReferencedObjects> logger)
    : IReferencedObjects, IAsyncDisposable
{
    private readonly ObjectCache<V1Service> _services = informers.Cache<V1Service>();
    private readonly WatchedObjects<V1ConfigMap> _configMaps = new(client, time, logger);
    private readonly WatchedObjects<V1Secret> _secrets = new(client, time, logger);

    public IEnumerable<V1Service> Services => _services.List();

    public Task<V1ConfigMap?> ConfigMapAsync(string ns, string name, CancellationToken cancellationToken) => _configMaps.GetAsync(new(ns, name), cancellationToken);

    public Task<V1Secret?> SecretAsync(string ns, string name, CancellationToken cancellationToken) => _secrets.GetAsync(new(ns, name), cancellationToken);

    /// <summary>Follows what the pod refers to; calls back when one of it changes.</summary>
    public void Follow(V1Pod pod, Action changed)
    {
        var ns = pod.Metadata.NamespaceProperty;
        var wanted = PodReferences.Of(pod);
        _configMaps.Follow(pod.Uid(), wanted.ConfigMaps.Select(name => new Client.Objects.ObjectKey(ns, name)), changed);
        _secrets.Follow(pod.Uid(), wanted.Secrets.Select(name => new Client.Objects.ObjectKey(ns, name)), changed);
    }

    public void Unfollow(string podUid)
    {
        _configMaps.Unfollow(podUid);
        _secrets.Unfollow(podUid);
    }

    public async ValueTask DisposeAsync()
    {
        await _configMaps.DisposeAsync().ConfigureAwait(false);
        await _secrets.DisposeAsync().ConfigureAwait(false);
    }
}

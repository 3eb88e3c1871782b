using k8s.Models;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;

namespace Tiphys.Node.Pods.Sources;

/// <summary>The pods that the API assigns to this node.</summary>
internal sealed class ApiPodSource
{
    private readonly SharedInformer<V1Pod> _informer;

    public ApiPodSource(KubeClient client, string nodeName, PodWorkers pods, TimeProvider time, Microsoft.Extensions.Logging.ILogger<ApiPodSource> logger)
    {
        _informer = new SharedInformer<V1Pod>(client.For<V1Pod>(), new InformerScope { FieldSelector = $"spec.nodeName={nodeName}" }, time, logger);
        _informer.Subscribe(change =>
        {
            // Mirror pods are pictures of what comes from files.
            if (change.Current.IsMirror())
            {
                // A picture's own status is ours and changes often; only its coming and going says something.
                if (change.IsDeletion || change.IsAddition || change.After.IsDeleting())
                    MirrorChanged?.Invoke();
                return;
            }

            if (change.IsDeletion)
                pods.Remove(change.Before.Uid());
            else
                pods.Upsert(change.After);
        });
    }

    /// <summary>Called when a mirror pod appeared, is being deleted, or is gone.</summary>
    public event Action? MirrorChanged;

    /// <summary>All pods as last seen, mirror pods included.</summary>
    public ObjectCache<V1Pod> Cache => _informer.Cache;

    public Task RunAsync(CancellationToken cancellationToken) => _informer.RunAsync(cancellationToken);

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _informer.WaitForSyncAsync(cancellationToken);
}

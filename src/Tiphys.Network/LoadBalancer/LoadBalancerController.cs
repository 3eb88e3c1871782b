using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Primitives.Queues;

namespace Tiphys.Network.LoadBalancer;

/// <summary>Gives every Service of type LoadBalancer an address of its own, which the service proxy of each node translates.</summary>
public sealed class LoadBalancerController : IReconciler<ObjectKey>
{
    private readonly KubeClient _client;
    private readonly SharedInformer<V1Service> _services;
    private readonly LoadBalancerPool _pool;
    private readonly KeyedQueue<ObjectKey> _queue;
    private readonly ReconcileLoop<ObjectKey> _loop;

    /// <param name="range">The pool, such as 10.44.0.0/24: addresses that are nobody else's.</param>
    public LoadBalancerController(KubeClient client, SharedInformerFactory informers, IPNetwork range, TimeProvider time, ILogger<LoadBalancerController> logger)
    {
        (_client, _pool) = (client, new LoadBalancerPool(range));
        _services = informers.For<V1Service>();
        _queue = new KeyedQueue<ObjectKey>(time);
        // One worker: two at once could choose the same free address.
        _loop = new ReconcileLoop<ObjectKey>("service-lb", _queue, this, workers: 1, time, logger);
    }

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _services.WaitForSyncAsync(cancellationToken).ConfigureAwait(false);
        using var services = _services.Subscribe(change => _queue.Add(change.Current.Key()));
        await _loop.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        // Read anew: a cache that lags would give the address away twice.
        if (await _client.For<V1Service>().TryGetAsync(key.Namespace, key.Name, cancellationToken).ConfigureAwait(false) is not { } service)
            return ReconcileResult.Done;
        var taken = (await _client.For<V1Service>().ListAsync(null, new(), cancellationToken).ConfigureAwait(false)).Items
            .Where(other => other.Key() != key)
            .Select(_pool.AddressOf).OfType<IPAddress>().ToHashSet();
        var wanted = _pool.AddressFor(service, taken);
        if (Equals(wanted, _pool.AddressOf(service)))
            return LoadBalancerPool.IsOurs(service) && wanted is null ? ReconcileResult.Later(TimeSpan.FromSeconds(30)) : ReconcileResult.Done;

        service.Status ??= new V1ServiceStatus();
        service.Status.LoadBalancer = wanted is null
            ? new V1LoadBalancerStatus()
            : new V1LoadBalancerStatus { Ingress = [new V1LoadBalancerIngress { Ip = wanted.ToString(), IpMode = "VIP" }] };
        await _client.For<V1Service>().UpdateStatusAsync(service, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }
}

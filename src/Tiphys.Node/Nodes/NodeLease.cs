using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Transport;

namespace Tiphys.Node.Nodes;

/// <summary>The node's sign of life: a Lease in kube-node-lease, renewed at a quarter of its duration.</summary>
internal sealed partial class NodeLease(KubeClient client, NodeOptions options, Func<V1Node?> node, TimeProvider time, ILogger<NodeLease> logger)
{
    private const string Namespace = "kube-node-lease";
    private V1Lease? _lease;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var interval = options.LeaseDuration / 4;
        while (!cancellationToken.IsCancellationRequested)
        {
            var wait = interval;
            try
            {
                await RenewAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ApiException or ApiUnreachableException)
            {
                // Read anew: somebody may have deleted or changed it. The namespace may not be there yet in the first moments of a cluster.
                _lease = null;
                wait = TimeSpan.FromSeconds(1);
                LogFailed(logger, e.Message);
            }

            try
            {
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var leases = client.For<V1Lease>();
        _lease ??= await leases.TryGetAsync(Namespace, options.NodeName, cancellationToken).ConfigureAwait(false);
        if (_lease is null)
        {
            _lease = await leases.CreateAsync(New(), cancellationToken).ConfigureAwait(false);
            return;
        }

        _lease.Spec ??= new V1LeaseSpec();
        _lease.Spec.HolderIdentity = options.NodeName;
        _lease.Spec.LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds;
        _lease.Spec.RenewTime = time.GetUtcNow().UtcDateTime;
        _lease = await leases.UpdateAsync(_lease, cancellationToken).ConfigureAwait(false);
    }

    private V1Lease New() => new()
    {
        ApiVersion = "coordination.k8s.io/v1",
        Kind = "Lease",
        Metadata = new V1ObjectMeta
        {
            Name = options.NodeName,
            NamespaceProperty = Namespace,
            OwnerReferences = node()?.Metadata.Uid is { } uid
                ? [new V1OwnerReference { ApiVersion = "v1", Kind = "Node", Name = options.NodeName, Uid = uid }]
                : null,
        },
        Spec = new V1LeaseSpec
        {
            HolderIdentity = options.NodeName,
            LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
            RenewTime = time.GetUtcNow().UtcDateTime,
        },
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The node's lease could not be renewed: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}

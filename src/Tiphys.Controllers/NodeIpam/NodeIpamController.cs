using System.Net;
using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.NodeIpam;

/// <summary>Gives each node without one a part of the pods' network.</summary>
internal sealed class NodeIpamController : KeyedController
{
    private const int PartLength = 24;
    private readonly ObjectCache<V1Node> _nodes;
    private readonly EventRecorder _events;
    private readonly CidrPool _pool;
    private readonly Lock _gate = new();

    public NodeIpamController(ControllerContext context, string clusterCidr)
        : base(context, "node-ipam-controller", workers: 1)
    {
        _events = context.Recorder("cidrAllocator");
        _pool = new(IPNetwork.Parse(clusterCidr), PartLength);
        _nodes = Watch<V1Node>(OnNode);
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_nodes.Get(key) is not { } node || node.IsDeleting() || !string.IsNullOrEmpty(node.Spec?.PodCIDR))
            return ReconcileResult.Done;
        string? cidr;
        lock (_gate)
            cidr = _pool.Take(key.Name);
        if (cidr is null)
        {
            _events.Warning(node.Reference(), "CIDRNotAvailable", $"Node {key.Name} status is now: CIDRNotAvailable");
            return ReconcileResult.Failed(new InvalidOperationException("no part of the pods' network is free"));
        }

        try
        {
            var spec = (node.Spec ?? new()) with { PodCIDR = cidr, PodCIDRs = [cidr] };
            await Client.For<V1Node>().UpdateAsync(node with { Spec = spec }, cancellationToken).ConfigureAwait(false);
            return ReconcileResult.Done;
        }
        catch
        {
            lock (_gate)
                _pool.Release(key.Name);
            throw;
        }
    }

    private void OnNode(InformerChange<V1Node> change)
    {
        lock (_gate)
        {
            if (change.IsDeletion)
                _pool.Release(change.Current.Metadata.Name);
            else if (change.After.Spec?.PodCIDR is { Length: > 0 } cidr)
                _pool.Note(change.After.Metadata.Name, cidr);
        }

        Queue.Add(change.Current.Key());
    }
}

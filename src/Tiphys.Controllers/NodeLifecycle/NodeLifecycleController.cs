using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.NodeLifecycle;

/// <summary>Notices nodes that have fallen silent, taints them by their conditions, and marks their pods as not ready.</summary>
/// <remarks>
/// Silence is measured by our own monotonic clock from the moment a sign of life was seen, never by the times nodes write: a clock that
/// jumps, here or there, makes no node unready.
/// </remarks>
internal sealed class NodeLifecycleController : KeyedController
{
    private const string LeaseNamespace = "kube-node-lease";
    private readonly ObjectCache<V1Node> _nodes;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly EventRecorder _events;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Sign, long SeenAt)> _signs = [];

    public NodeLifecycleController(ControllerContext context)
        : base(context, "node-lifecycle-controller")
    {
        _events = context.Recorder("node-controller");
        _nodes = Watch<V1Node>(OnNode);
        _pods = Follow<V1Pod>();
        _pods.AddIndex(Indexes.NodeName, Indexes.ByNodeName);
        Watch<V1Lease>(OnLease, new() { Namespace = LeaseNamespace });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_nodes.Get(key) is not { } node)
            return ReconcileResult.Done;
        var silence = SilenceOf(node);
        var grace = node.Status?.Conditions is { Count: > 0 } ? Context.Options.NodeGracePeriod : Context.Options.NodeStartupGracePeriod;
        if (silence > grace && NodeHealth.Silent(node, Now) is { } conditions)
        {
            var wasReady = node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
            var status = (node.Status ?? new()) with { Conditions = conditions };
            node = await Client.For<V1Node>().UpdateStatusAsync(node with { Status = status }, cancellationToken).ConfigureAwait(false);
            if (wasReady)
                _events.Normal(node.Reference(), "NodeNotReady", $"Node {key.Name} status is now: NodeNotReady");
        }

        if (NodeHealth.Taints(node, Now) is { } taints)
            node = await Client.For<V1Node>().UpdateAsync(node with { Spec = (node.Spec ?? new()) with { Taints = taints } }, cancellationToken).ConfigureAwait(false);
        if (node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: not "True" }) == true)
            await MarkPodsAsync(key.Name, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Later(silence > grace ? Context.Options.NodeMonitorPeriod : NextLook(grace - silence));
    }

    private TimeSpan NextLook(TimeSpan left) => left < Context.Options.NodeMonitorPeriod ? left + TimeSpan.FromMilliseconds(100) : left;

    /// <summary>Pods on a node that is not ready are not ready: services must leave them out before they are evicted.</summary>
    private async Task MarkPodsAsync(string node, CancellationToken cancellationToken)
    {
        foreach (var pod in _pods.ByIndex(Indexes.NodeName, node).Where(pod => pod.IsReady()))
        {
            var conditions = pod.Status.Conditions
                .Select(condition => condition.Type == "Ready" ? condition with { Status = "False", LastTransitionTime = Now } : condition)
                .ToList();
            var status = pod.Status with { Conditions = conditions };
            await Client.For<V1Pod>().UpdateStatusAsync(pod with { Status = status }, cancellationToken).ConfigureAwait(false);
            _events.Warning(pod.Reference(), "NodeNotReady", "Node is not ready");
        }
    }

    private TimeSpan SilenceOf(V1Node node)
    {
        lock (_gate)
            return _signs.TryGetValue(node.Metadata.Name, out var sign) ? Context.Time.GetElapsedTime(sign.SeenAt) : TimeSpan.Zero;
    }

    private void OnNode(InformerChange<V1Node> change)
    {
        var name = change.Current.Metadata.Name;
        if (change.IsDeletion)
        {
            lock (_gate)
                _signs.Remove(name);
            return;
        }

        var heartbeat = change.After.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready")?.LastHeartbeatTime;
        if (change.IsAddition || change.Before?.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready")?.LastHeartbeatTime != heartbeat)
            SignOfLife(name, $"status {heartbeat:O}");
        Queue.Add(change.After.Key());
    }

    private void OnLease(InformerChange<V1Lease> change)
    {
        if (!change.IsDeletion && change.After.Spec?.RenewTime is { } renewed)
            SignOfLife(change.After.Metadata.Name, $"lease {renewed:O}");
    }

    private void SignOfLife(string node, string sign)
    {
        lock (_gate)
        {
            if (!_signs.TryGetValue(node, out var known) || known.Sign != sign)
                _signs[node] = (sign, Context.Time.GetTimestamp());
        }
    }
}

using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.NodeLifecycle;

/// <summary>Deletes pods from nodes with NoExecute taints, each when its toleration has run out.</summary>
/// <remarks>The time runs by our own monotonic clock from when the taint was first seen on the pod's node.</remarks>
internal sealed class TaintEvictionController : KeyedController
{
    private readonly ObjectCache<V1Node> _nodes;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly EventRecorder _events;
    private readonly Dictionary<ObjectKey, (string Taints, long Since)> _clocks = [];
    private readonly Lock _gate = new();

    public TaintEvictionController(ControllerContext context)
        : base(context, "taint-eviction-controller", workers: 8)
    {
        _events = context.Recorder("taint-eviction-controller");
        _nodes = Follow<V1Node>();
        _pods = Watch<V1Pod>(OnPod);
        _pods.AddIndex(Indexes.NodeName, Indexes.ByNodeName);
        Watch<V1Node>(OnNode);
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_pods.Get(key) is not { } pod || pod.IsDeleting() || pod.IsEnded() || string.IsNullOrEmpty(pod.Spec.NodeName)
            || _nodes.Get("", pod.Spec.NodeName) is not { } node)
        {
            Stop(key);
            return ReconcileResult.Done;
        }

        var taints = (node.Spec?.Taints ?? []).Where(taint => taint.Effect == "NoExecute").ToArray();
        var patience = TaintTolerance.Of(pod, taints);
        if (taints.Length == 0 || patience == Timeout.InfiniteTimeSpan)
        {
            if (Stop(key) && taints.Length == 0)
                _events.Normal(pod.Reference(), "TaintManagerEviction", $"Cancelling deletion of Pod {key}");
            return ReconcileResult.Done;
        }

        var left = patience - Elapsed(key, pod, taints);
        if (left > TimeSpan.Zero)
            return ReconcileResult.Later(left);
        Stop(key);
        _events.Normal(pod.Reference(), "TaintManagerEviction", $"Marking for deletion Pod {key}");
        await EvictAsync(pod, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    private async Task EvictAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var condition = new DocObject
        {
            { "type", "DisruptionTarget" },
            { "status", "True" },
            { "reason", "DeletionByTaintManager" },
            { "message", "Taint manager: deleting due to NoExecute taint" },
            { "lastTransitionTime", Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) },
        };
        var patch = new DocObject
        {
            { "metadata", new DocObject { { "uid", pod.Metadata.Uid } } },
            { "status", new DocObject { { "conditions", new DocArray([condition]) } } },
        };
        var pods = Client.For<V1Pod>();
        try
        {
            await pods.PatchAsync(
                pod.Metadata.NamespaceProperty, pod.Metadata.Name, Patch.Strategic(patch), cancellationToken, "status").ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return;
        }

        await pods.TryDeleteAsync(
            pod.Metadata.NamespaceProperty, pod.Metadata.Name, cancellationToken, DeleteQuery.Default with { Uid = pod.Metadata.Uid }).ConfigureAwait(false);
    }

    private TimeSpan Elapsed(ObjectKey key, V1Pod pod, V1Taint[] taints)
    {
        var signature = $"{pod.Metadata.Uid}/{string.Join(',', taints.Select(taint => $"{taint.Key}={taint.Value}").Order(StringComparer.Ordinal))}";
        lock (_gate)
        {
            if (!_clocks.TryGetValue(key, out var clock) || clock.Taints != signature)
                _clocks[key] = clock = (signature, Context.Time.GetTimestamp());
            return Context.Time.GetElapsedTime(clock.Since);
        }
    }

    private bool Stop(ObjectKey key)
    {
        lock (_gate)
            return _clocks.Remove(key);
    }

    private void OnPod(InformerChange<V1Pod> change)
    {
        if (!string.IsNullOrEmpty(change.Current.Spec.NodeName)
            && (change.IsDeletion || _nodes.Get("", change.Current.Spec.NodeName)?.Spec?.Taints is { Count: > 0 }))
            Queue.Add(change.Current.Key());
    }

    private void OnNode(InformerChange<V1Node> change)
    {
        var before = Signature(change.Before);
        var after = Signature(change.After);
        if (before == after)
            return;
        foreach (var pod in _pods.ByIndex(Indexes.NodeName, change.Current.Metadata.Name))
            Queue.Add(pod.Key());
    }

    private static string Signature(V1Node? node) =>
        string.Join(',', (node?.Spec?.Taints ?? []).Where(taint => taint.Effect == "NoExecute").Select(taint => $"{taint.Key}={taint.Value}"));
}

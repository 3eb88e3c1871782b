using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Deployments;

/// <summary>Deployments (apps/v1): rolls ReplicaSets forward and back.</summary>
internal sealed class DeploymentController : KeyedController
{
    private readonly ObjectCache<V1Deployment> _deployments;
    private readonly ObjectCache<V1ReplicaSet> _replicaSets;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly Claimer<V1Deployment, V1ReplicaSet> _claimer;
    private readonly EventRecorder _events;

    public DeploymentController(ControllerContext context)
        : base(context, "deployment-controller", workers: 5)
    {
        _events = context.Recorder(Name);
        _deployments = WatchOwn<V1Deployment>();
        _replicaSets = Watch<V1ReplicaSet>(OnReplicaSet);
        _replicaSets.AddControllerIndex();
        _pods = Watch<V1Pod>(OnPod);
        _pods.AddControllerIndex();
        _claimer = new(Client, _replicaSets);
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_deployments.Get(key) is not { } deployment)
            return ReconcileResult.Done;
        var selector = LabelMatcher.Of(deployment.Spec.Selector);
        if (selector.MatchesEverything)
        {
            _events.Warning(deployment.Reference(), "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required.");
            return ReconcileResult.Done;
        }

        var owned = await _claimer.ClaimAsync(deployment, selector, cancellationToken).ConfigureAwait(false);
        var rollout = new DeploymentRollout(Client, _events, deployment, owned, Now);
        var status = await rollout.RunAsync(HasRunningOldPods, cancellationToken).ConfigureAwait(false);
        return DeploymentProgress.UntilDeadline(deployment, status, Now) is { } wait ? ReconcileResult.Later(wait) : ReconcileResult.Done;
    }

    private bool HasRunningOldPods(V1ReplicaSet? current, IEnumerable<V1ReplicaSet> all) => all
        .Where(set => set.Metadata.Uid != current?.Metadata.Uid)
        .SelectMany(set => _pods.OwnedBy(set.Metadata.Uid))
        .Any(pod => pod.Status?.Phase is not ("Succeeded" or "Failed"));

    private void OnReplicaSet(InformerChange<V1ReplicaSet> change)
    {
        if (change.Before?.ControllerOf() is { } former && former.Uid != change.After?.ControllerOf()?.Uid)
            Wake(change.Current.Metadata.NamespaceProperty, former);
        if (change.Current.ControllerOf() is { } controller)
            Wake(change.Current.Metadata.NamespaceProperty, controller);
        else if (!change.IsDeletion)
        {
            foreach (var deployment in _deployments.List(change.Current.Metadata.NamespaceProperty))
            {
                if (LabelMatcher.Of(deployment.Spec.Selector).Matches(change.Current.Metadata.Labels))
                    Queue.Add(deployment.Key());
            }
        }
    }

    /// <summary>A Recreate deployment waits for the last old pod to be gone, which no ReplicaSet status shows.</summary>
    private void OnPod(InformerChange<V1Pod> change)
    {
        if (!change.IsDeletion || change.Current.ControllerOf() is not { Kind: "ReplicaSet" } controller)
            return;
        var set = _replicaSets.Get(change.Current.Metadata.NamespaceProperty, controller.Name);
        if (set?.ControllerOf() is { } owner)
            Wake(set.Metadata.NamespaceProperty, owner);
    }

    private void Wake(string ns, V1OwnerReference controller)
    {
        if (controller.Kind == "Deployment")
            Queue.Add(new(ns, controller.Name));
    }
}

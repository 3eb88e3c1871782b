using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Disruptions;

/// <summary>Keeps the status of PodDisruptionBudgets, by which evictions are granted or refused.</summary>
internal sealed class DisruptionController : KeyedController
{
    private const string AllowedCondition = "DisruptionAllowed";
    private static readonly TimeSpan EvictionPatience = TimeSpan.FromMinutes(2);
    private readonly ObjectCache<V1PodDisruptionBudget> _budgets;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly ObjectCache<V1ReplicaSet> _replicaSets;
    private readonly ObjectCache<V1Deployment> _deployments;
    private readonly ObjectCache<V1StatefulSet> _statefulSets;
    private readonly ObjectCache<V1ReplicationController> _replicationControllers;

    public DisruptionController(ControllerContext context)
        : base(context, "disruption-controller")
    {
        _replicaSets = Follow<V1ReplicaSet>();
        _deployments = Follow<V1Deployment>();
        _statefulSets = Follow<V1StatefulSet>();
        _replicationControllers = Follow<V1ReplicationController>();
        _budgets = WatchOwn<V1PodDisruptionBudget>();
        _pods = Watch<V1Pod>(change =>
        {
            foreach (var budget in _budgets.List(change.Current.Metadata.NamespaceProperty))
            {
                var selector = LabelMatcher.Of(budget.Spec.Selector);
                if (selector.Matches(change.Current.Metadata.Labels) || selector.Matches(change.Before?.Metadata.Labels))
                    Queue.Add(budget.Key());
            }
        });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_budgets.Get(key) is not { } budget || budget.IsDeleting())
            return ReconcileResult.Done;
        var selector = LabelMatcher.Of(budget.Spec.Selector);
        var pods = _pods.List(key.Namespace).Where(pod => selector.Matches(pod.Metadata.Labels) && !pod.IsEnded()).ToArray();
        var disrupted = StillDisrupted(budget, pods);
        var count = BudgetCount.Of(budget, pods, ScaleOf, disrupted.Keys.ToHashSet());
        var status = new V1PodDisruptionBudgetStatus
        {
            CurrentHealthy = count.Healthy,
            DesiredHealthy = count.Desired,
            ExpectedPods = count.Expected,
            DisruptionsAllowed = count.Allowed,
            DisruptedPods = disrupted.Count > 0 ? disrupted : null,
            ObservedGeneration = budget.Metadata.Generation,
            Conditions = Conditions(budget, count),
        };
        if (!KubeJson.Write(status).AsSpan().SequenceEqual(KubeJson.Write(budget.Status ?? new())))
            await Client.For<V1PodDisruptionBudget>().UpdateStatusAsync(budget with { Status = status }, cancellationToken).ConfigureAwait(false);
        return disrupted.Count == 0 ? ReconcileResult.Done : ReconcileResult.Later(EvictionPatience);
    }

    /// <summary>Granted evictions that have not begun yet; forgotten when they take too long, or the budget would stay used up.</summary>
    private Dictionary<string, DateTime?> StillDisrupted(V1PodDisruptionBudget budget, V1Pod[] pods) =>
        (budget.Status?.DisruptedPods ?? new Dictionary<string, DateTime?>())
            .Where(pair => pair.Value + EvictionPatience > Now && pods.Any(pod => pod.Metadata.Name == pair.Key && !pod.IsDeleting()))
            .ToDictionary(pair => pair.Key, pair => pair.Value);

    private List<V1Condition> Conditions(V1PodDisruptionBudget budget, BudgetCount count)
    {
        var conditions = (budget.Status?.Conditions ?? []).ToList();
        var status = count.Allowed > 0 ? "True" : "False";
        var reason = count.Allowed > 0 ? "SufficientPods" : "InsufficientPods";
        var present = conditions.FirstOrDefault(condition => condition.Type == AllowedCondition);
        if (present?.Status == status && present.Reason == reason && present.ObservedGeneration == budget.Metadata.Generation)
            return conditions;
        conditions.RemoveAll(condition => condition.Type == AllowedCondition);
        conditions.Add(new()
        {
            Type = AllowedCondition,
            Status = status,
            Reason = reason,
            Message = "",
            ObservedGeneration = budget.Metadata.Generation,
            LastTransitionTime = present?.Status == status ? present.LastTransitionTime : Now,
        });
        return conditions;
    }

    private (string Uid, int Replicas)? ScaleOf(V1Pod pod)
    {
        if (pod.ControllerOf() is not { } owner)
            return null;
        var ns = pod.Metadata.NamespaceProperty;
        return owner.Kind switch
        {
            "ReplicaSet" => OfReplicaSet(_replicaSets.Get(ns, owner.Name)),
            "StatefulSet" => _statefulSets.Get(ns, owner.Name) is { } set ? (set.Metadata.Uid, set.Spec.Replicas ?? 1) : null,
            "ReplicationController" => _replicationControllers.Get(ns, owner.Name) is { } controller ? (controller.Metadata.Uid, controller.Spec.Replicas ?? 1) : null,
            _ => null,
        };
    }

    private (string Uid, int Replicas)? OfReplicaSet(V1ReplicaSet? set)
    {
        if (set is null)
            return null;
        if (set.ControllerOf() is { Kind: "Deployment" } owner && _deployments.Get(set.Metadata.NamespaceProperty, owner.Name) is { } deployment)
            return (deployment.Metadata.Uid, deployment.Spec.Replicas ?? 1);
        return (set.Metadata.Uid, set.Spec.Replicas ?? 1);
    }
}

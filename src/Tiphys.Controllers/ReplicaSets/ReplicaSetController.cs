using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.ReplicaSets;

/// <summary>ReplicaSets (apps/v1).</summary>
internal sealed class ReplicaSetController(ControllerContext context) : ReplicaController<V1ReplicaSet>(context, "replicaset-controller")
{
    private const string FailureType = "ReplicaFailure";

    protected override ReplicaOwner Describe(V1ReplicaSet obj) => new(
        OwnerIdentity.Of(obj),
        obj.Reference(),
        obj.Spec.Replicas ?? 1,
        obj.Spec.MinReadySeconds ?? 0,
        LabelMatcher.Of(obj.Spec.Selector),
        obj.Spec.Template,
        obj.IsDeleting(),
        obj.Metadata.Generation ?? 0,
        Read(obj.Status));

    protected override V1ReplicaSet? WithStatus(V1ReplicaSet obj, ReplicaStatus status)
    {
        var current = Read(obj.Status);
        if (current == status)
            return null;
        var conditions = (obj.Status?.Conditions ?? []).Where(condition => condition.Type != FailureType).ToList();
        if (status.Failure is { } failure)
        {
            var since = obj.Status?.Conditions?.FirstOrDefault(condition => condition.Type == FailureType)?.LastTransitionTime;
            conditions.Add(new()
            {
                Type = FailureType,
                Status = "True",
                Reason = failure.Reason,
                Message = failure.Message,
                LastTransitionTime = since ?? Now,
            });
        }

        return obj with
        {
            Status = new()
            {
                Replicas = status.Replicas,
                FullyLabeledReplicas = status.FullyLabeled,
                ReadyReplicas = status.Ready,
                AvailableReplicas = status.Available,
                TerminatingReplicas = status.Terminating,
                ObservedGeneration = status.ObservedGeneration,
                Conditions = conditions.Count > 0 ? conditions : null,
            },
        };
    }

    private static ReplicaStatus Read(V1ReplicaSetStatus? status)
    {
        var failure = status?.Conditions?.FirstOrDefault(condition => condition.Type == FailureType && condition.Status == "True");
        return new(
            status?.Replicas ?? 0,
            status?.FullyLabeledReplicas ?? 0,
            status?.ReadyReplicas ?? 0,
            status?.AvailableReplicas ?? 0,
            status?.TerminatingReplicas ?? 0,
            status?.ObservedGeneration ?? 0,
            failure is null ? null : (failure.Reason, failure.Message));
    }
}

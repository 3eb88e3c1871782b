using k8s.Models;

namespace Tiphys.Scheduler.Pods;

/// <summary>Takes the name of a single node out of a pod's affinity, where a DaemonSet has put it: such pods look at one row only.</summary>
internal static class NodePin
{
    public static (string? Node, V1PodSpec Remainder) Split(V1PodSpec spec)
    {
        var required = spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        if (required?.NodeSelectorTerms is not [{ MatchFields: [{ Key: "metadata.name", OperatorProperty: "In", Values: [var node] }] } term])
            return (null, spec);
        V1NodeSelector? rest = term.MatchExpressions is { Count: > 0 } labels ? new() { NodeSelectorTerms = [new() { MatchExpressions = labels }] } : null;
        var affinity = spec.Affinity! with
        {
            NodeAffinity = spec.Affinity.NodeAffinity with { RequiredDuringSchedulingIgnoredDuringExecution = rest },
        };
        return (node, spec with { Affinity = affinity });
    }
}

using k8s.Models;
using Tiphys.Client.Selectors;
using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Filters;

namespace Tiphys.Scheduler.Pods;

/// <summary>
/// What pods demand of a node itself: selector, affinity, tolerations, images. The answers for each node are kept until that node
/// changes, and are shared by all pods that demand the same.
/// </summary>
internal sealed class NodeDemands
{
    private readonly IDictionary<string, string>? _selector;
    private readonly V1NodeSelector? _required;
    private readonly IList<V1PreferredSchedulingTerm> _preferred;
    private readonly IList<V1Toleration> _tolerations;
    private readonly IReadOnlyList<string> _images;
    private Answer[] _answers = [];

    public NodeDemands(V1PodSpec spec)
    {
        _selector = spec.NodeSelector is { Count: > 0 } selector ? selector : null;
        _required = spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        _preferred = spec.Affinity?.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? [];
        _tolerations = spec.Tolerations ?? [];
        _images = [.. (spec.InitContainers ?? []).Concat(spec.Containers).Select(container => container.Image).OfType<string>()];
    }

    /// <summary>What the demands make of the node.</summary>
    public ref readonly Answer Ask(ClusterState state, int row)
    {
        if (_answers.Length <= row)
            Array.Resize(ref _answers, Math.Max(16, (row + 1) * 2));
        ref var answer = ref _answers[row];
        var version = state.NodeVersion(row);
        if (answer.Version != version)
            answer = Work(state, row) with { Version = version };
        return ref answer;
    }

    public bool Tolerates(V1Taint taint) => NodeMatcher.Tolerates(_tolerations, taint);

    /// <summary>True if no taint keeps the pods off the node.</summary>
    public bool ToleratesAll(NodeInfo node)
    {
        foreach (var taint in node.Taints)
        {
            if (taint.Effect is "NoSchedule" or "NoExecute" && !Tolerates(taint))
                return false;
        }

        return true;
    }

    private Answer Work(ClusterState state, int row)
    {
        var node = state.Node(row)!;
        var verdict = Verdict.Feasible;
        if (node.IsUnschedulable && !Tolerates(NodeInfo.Cordon))
            verdict = Verdict.Unschedulable;
        else if (!ToleratesAll(node))
            verdict = Verdict.Taint;
        var selected = NodeMatcher.Selects(_selector, _required, node.Name, node.Labels);
        if (verdict == Verdict.Feasible && !selected)
            verdict = Verdict.NodeAffinity;
        return new(
            0,
            verdict,
            selected,
            node.Taints.Count(taint => taint.Effect == "PreferNoSchedule" && !Tolerates(taint)),
            _preferred.Where(term => NodeMatcher.Matches(term.Preference, node.Name, node.Labels)).Sum(term => term.Weight),
            ImageLocality.Score(_images, node, state));
    }

    /// <summary>The demands' answer for one node.</summary>
    /// <param name="Version">Of the node it holds for, never 0 for a row in use.</param>
    /// <param name="Selected">Selector and required affinity allow the node.</param>
    /// <param name="Taints">Taints that ask, but do not force, the pods to stay away.</param>
    /// <param name="Preference">The sum of the weights of matching preferences.</param>
    /// <param name="Images">0 to 100: how much of the images is there.</param>
    public readonly record struct Answer(long Version, Verdict Verdict, bool Selected, int Taints, int Preference, int Images);
}

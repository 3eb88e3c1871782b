using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Selectors;
using Tiphys.Scheduler.Columns;

namespace Tiphys.Scheduler.Preemption;

/// <summary>Tells which of a node's pods cannot go without breaking a PodDisruptionBudget.</summary>
internal sealed class DisruptionBudgets(ObjectCache<V1PodDisruptionBudget> budgets)
{
    /// <param name="pods">In the order in which they would go.</param>
    public HashSet<PodEntry> Violators(IReadOnlyList<PodEntry> pods)
    {
        var violators = new HashSet<PodEntry>();
        if (budgets.Count == 0)
            return violators;
        var left = new Dictionary<string, int>();
        foreach (var pod in pods)
        {
            foreach (var budget in budgets.List(pod.Key.Namespace))
            {
                var matcher = LabelMatcher.Of(budget.Spec.Selector);
                if (matcher.MatchesEverything || !matcher.Matches(pod.Class.Labels) || budget.Status?.DisruptedPods?.ContainsKey(pod.Key.Name) == true)
                    continue;
                var allowed = left.GetValueOrDefault(budget.Metadata.Uid, budget.Status?.DisruptionsAllowed ?? 0) - 1;
                left[budget.Metadata.Uid] = allowed;
                if (allowed < 0)
                    violators.Add(pod);
            }
        }

        return violators;
    }
}

using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Cycles;
using Tiphys.Scheduler.Filters;
using Tiphys.Scheduler.Pods;
using Tiphys.Scheduler.Volumes;

namespace Tiphys.Scheduler.Preemption;

/// <summary>Looks for the node on which the fewest and least important pods must go for a pod that fits nowhere.</summary>
/// <remarks>Tries on the columns themselves and puts everything back. Upstream: DefaultPreemption.</remarks>
internal sealed class Preemptor(ClusterState state, DisruptionBudgets budgets)
{
    private const int LeastCandidates = 100;

    /// <param name="message">Why there is no plan, for the event.</param>
    public PreemptionPlan? Plan(PodClass pod, string uid, VolumeDemands? volumes, FitFailure failure, out string message)
    {
        message = "";
        if (pod.NeverPreempts)
        {
            message = "not eligible due to preemptionPolicy=Never.";
            return null;
        }

        if (failure.Problem is not null)
        {
            message = Nowhere(new() { ["Preemption is not helpful for scheduling"] = state.NodeCount });
            return null;
        }

        var probe = new PodEvaluation(state, pod, volumes);
        var reasons = new Dictionary<string, int>();
        var candidates = new List<PreemptionPlan>();
        var most = Math.Max(LeastCandidates, state.NodeCount / 10);
        foreach (var (row, verdict) in failure.Verdicts)
        {
            if (candidates.Count >= most)
                break;
            if (!verdict.IsResolvable() || probe.IsTooSmall(row))
                Count(reasons, "Preemption is not helpful for scheduling");
            else if (TryNode(pod, uid, volumes, row) is { } plan)
                candidates.Add(plan);
            else
                Count(reasons, "No preemption victims found for incoming pod");
        }

        if (candidates.Count > 0)
            return candidates.Min(new PlanOrder());
        message = Nowhere(reasons);
        return null;
    }

    private static void Count(Dictionary<string, int> reasons, string reason) => reasons[reason] = reasons.GetValueOrDefault(reason) + 1;

    private string Nowhere(Dictionary<string, int> reasons) => $"0/{state.NodeCount} nodes are available: {FitFailure.Count(reasons)}.";

    private PreemptionPlan? TryNode(PodClass pod, string uid, VolumeDemands? volumes, int row)
    {
        var lower = state.PodsOn(row).Where(other => other.Class.Priority < pod.Priority && !other.IsNominated && other.Uid != uid).ToArray();
        if (lower.Length == 0)
            return null;
        foreach (var other in lower)
            SetAside(other);
        try
        {
            return Fits() ? Reprieve() : null;
        }
        finally
        {
            foreach (var other in lower)
                PutBack(other);
        }

        bool Fits() => new PodEvaluation(state, pod, volumes).Judge(row) == Verdict.Feasible;

        // Every pod that may stay after all is let off, the important ones asked first.
        PreemptionPlan Reprieve()
        {
            var byImportance = lower.OrderByDescending(other => other.Class.Priority).ThenBy(other => other.Started).ToArray();
            var violators = budgets.Violators(byImportance);
            var victims = new List<PodEntry>();
            foreach (var other in byImportance.OrderByDescending(violators.Contains))
            {
                PutBack(other);
                if (Fits())
                    continue;
                SetAside(other);
                victims.Add(other);
            }

            return new(row, state.Node(row)!.Name, victims, victims.Count(violators.Contains));
        }
    }

    private void SetAside(PodEntry pod)
    {
        if (pod.IsSetAside)
            return;
        pod.IsSetAside = true;
        state.Account(pod, -1);
    }

    private void PutBack(PodEntry pod)
    {
        if (!pod.IsSetAside)
            return;
        pod.IsSetAside = false;
        state.Account(pod, 1);
    }

    /// <summary>The better plan first.</summary>
    private sealed class PlanOrder : IComparer<PreemptionPlan>
    {
        public int Compare(PreemptionPlan? x, PreemptionPlan? y)
        {
            if (x is null || y is null)
                return 0;
            int order;
            if ((order = x.BudgetViolations.CompareTo(y.BudgetViolations)) != 0)
                return order;
            if ((order = Highest(x).CompareTo(Highest(y))) != 0)
                return order;
            if ((order = Sum(x).CompareTo(Sum(y))) != 0)
                return order;
            if ((order = x.Victims.Count.CompareTo(y.Victims.Count)) != 0)
                return order;
            return OldestOfHighest(y).CompareTo(OldestOfHighest(x));
        }

        private static int Highest(PreemptionPlan plan) => plan.Victims.Select(pod => pod.Class.Priority).DefaultIfEmpty(int.MinValue).Max();

        // Shifted to be positive, so that more victims never sum up to less.
        private static long Sum(PreemptionPlan plan) => plan.Victims.Sum(pod => pod.Class.Priority + (long)int.MaxValue + 1);

        private static DateTime OldestOfHighest(PreemptionPlan plan)
        {
            var highest = Highest(plan);
            return plan.Victims.Where(pod => pod.Class.Priority == highest).Select(pod => pod.Started).DefaultIfEmpty().Min();
        }
    }
}

using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Filters;

namespace Tiphys.Scheduler.Cycles;

/// <summary>Why a pod fits on no node.</summary>
/// <param name="Verdicts">Each row's verdict; empty if the pod could not be judged by node at all.</param>
/// <param name="Reasons">How many nodes gave each reason.</param>
/// <param name="Problem">What stands against it on every node.</param>
internal sealed record FitFailure(IReadOnlyDictionary<int, Verdict> Verdicts, IReadOnlyDictionary<string, int> Reasons, string? Problem)
{
    public static FitFailure Everywhere(string problem) => new(new Dictionary<int, Verdict>(), new Dictionary<string, int>(), problem);

    public static FitFailure Collect(ClusterState state, PodEvaluation evaluation)
    {
        var verdicts = new Dictionary<int, Verdict>();
        var reasons = new Dictionary<string, int>();
        for (var row = 0; row < state.Rows; row++)
        {
            if (state.Node(row) is null)
                continue;
            var verdict = evaluation.Judge(row);
            verdicts[row] = verdict;
            foreach (var reason in verdict == Verdict.Resources ? evaluation.Shortages(row) : [verdict.Text()])
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        }

        return new(verdicts, reasons, null);
    }

    /// <summary>The obstacles, to know which change may remove them.</summary>
    public IReadOnlySet<Verdict> Obstacles() => Verdicts.Values.ToHashSet();

    /// <summary>The message of the condition and the event, as upstream words it.</summary>
    public string Message(int nodes, string preemption)
    {
        if (nodes == 0)
            return "no nodes available to schedule pods";
        var detail = Problem ?? Count(Reasons);
        return $"0/{nodes} nodes are available: {detail}. preemption: {preemption}";
    }

    /// <summary>Counts before reasons, in the order of the text.</summary>
    public static string Count(IEnumerable<KeyValuePair<string, int>> reasons) =>
        string.Join(", ", reasons.Select(pair => $"{pair.Value} {pair.Key}").Order(StringComparer.Ordinal));
}

using k8s.Models;
using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Filters;
using Tiphys.Scheduler.Pods;
using Tiphys.Scheduler.Preemption;
using Tiphys.Scheduler.Queues;
using Tiphys.Scheduler.Scoring;
using Tiphys.Scheduler.Volumes;

namespace Tiphys.Scheduler.Cycles;

/// <summary>Finds a place for one pod and takes it, or says why there is none.</summary>
/// <remarks>Pure computation on the columns; not thread safe. Pods of one class ask once: a class that fitted nowhere is not tried again before something changes.</remarks>
internal sealed class SchedulingCycle(ClusterState state, PodClassTable classes, VolumeReader volumes, Preemptor preemptor)
{
    private readonly NodeScorer _scorer = new(state);
    private readonly List<int> _feasible = [];
    private readonly Dictionary<string, PodEntry> _nominated = [];

    public CycleOutcome Run(QueuedPod queued)
    {
        var pod = queued.Class ??= classes.Of(queued.Pod);
        queued.TriedAt = state.Version;
        var demands = volumes.Read(queued.Pod, state, out var problem);
        if (problem is not null)
            return Failed(queued, pod, demands, FitFailure.Everywhere(problem));
        if (demands is null && pod.LastFailure is { } last && last.Version == state.Version && !_nominated.ContainsKey(queued.Uid))
        {
            queued.Obstacles = last.Failure.Obstacles();
            return new(queued) { Message = last.Failure.Message(state.NodeCount, last.Preemption) };
        }

        var own = Withdraw(queued.Uid);
        var lesser = _nominated.Values.Where(other => other.Class.Priority < pod.Priority).ToArray();
        foreach (var other in lesser)
            state.Account(other, -1);
        try
        {
            var evaluation = new PodEvaluation(state, pod, demands);
            if (Place(pod, evaluation, own) is { } row)
                return Assume(queued, pod, row, demands);
            if (own is not null)
                Nominate(own);
            return Failed(queued, pod, demands, FitFailure.Collect(state, evaluation));
        }
        finally
        {
            foreach (var other in lesser)
                state.Account(other, 1);
        }
    }

    /// <summary>The pod is gone, bound, or waits no longer for its victims.</summary>
    public PodEntry? Withdraw(string uid)
    {
        if (!_nominated.Remove(uid, out var entry))
            return null;
        state.RemovePod(uid);
        return entry;
    }

    private void Nominate(PodEntry entry)
    {
        _nominated[entry.Uid] = entry;
        state.PutPod(entry);
    }

    private int? Place(PodClass pod, PodEvaluation evaluation, PodEntry? own)
    {
        _feasible.Clear();

        // The node that was cleared for it comes first: that is what its victims went for.
        if (own is not null && state.Node(own.Row) is not null && evaluation.Judge(own.Row) == Verdict.Feasible)
            return own.Row;
        if (pod.PinnedNode is { } pinned)
        {
            var row = state.RowOf(pinned);
            return row >= 0 && state.Node(row) is not null && evaluation.Judge(row) == Verdict.Feasible ? row : null;
        }

        for (var row = 0; row < state.Rows; row++)
        {
            if (state.Node(row) is not null && evaluation.Judge(row) == Verdict.Feasible)
                _feasible.Add(row);
        }

        return _feasible.Count == 0 ? null : _scorer.Best(pod, _feasible);
    }

    private CycleOutcome Assume(QueuedPod queued, PodClass pod, int row, VolumeDemands? demands)
    {
        var entry = EntryOf(queued.Pod, pod, row, nominated: false);
        state.PutPod(entry);
        return new(queued) { Assumed = entry, Node = state.Node(row), Volumes = demands };
    }

    private CycleOutcome Failed(QueuedPod queued, PodClass pod, VolumeDemands? demands, FitFailure failure)
    {
        queued.Obstacles = failure.Obstacles();
        if (IsWaitingForVictims(queued.Uid, pod))
            return new(queued) { Message = failure.Message(state.NodeCount, "not eligible due to terminating pod on the nominated node.") };
        var plan = preemptor.Plan(pod, queued.Uid, demands, failure, out var message);
        if (plan is not null)
        {
            Withdraw(queued.Uid);
            Nominate(EntryOf(queued.Pod, pod, plan.Row, nominated: true));
            return new(queued) { Message = failure.Message(state.NodeCount, "").Replace(" preemption: ", "", StringComparison.Ordinal), Preemption = plan };
        }

        if (demands is null && failure.Problem is null)
            pod.LastFailure = (state.Version, failure, message);
        return new(queued) { Message = failure.Message(state.NodeCount, message) };
    }

    private bool IsWaitingForVictims(string uid, PodClass pod) =>
        _nominated.TryGetValue(uid, out var own)
        && state.PodsOn(own.Row).Any(other => other.IsDeleting && other.Class.Priority < pod.Priority);

    private static PodEntry EntryOf(V1Pod pod, PodClass of, int row, bool nominated) => new()
    {
        Key = new(pod.Metadata.NamespaceProperty, pod.Metadata.Name),
        Uid = pod.Metadata.Uid,
        Class = of,
        Generation = pod.Metadata.Generation,
        Row = row,
        Claims = VolumeReader.ClaimsOf(pod),
        IsNominated = nominated,
    };
}

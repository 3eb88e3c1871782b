using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Preemption;
using Tiphys.Scheduler.Queues;
using Tiphys.Scheduler.Volumes;

namespace Tiphys.Scheduler.Cycles;

/// <summary>What trying one pod came to: either a place, or a failure, perhaps with room being made.</summary>
internal sealed record CycleOutcome(QueuedPod Pod)
{
    /// <summary>The room taken on a node; null if there is none.</summary>
    public PodEntry? Assumed { get; init; }

    public NodeInfo? Node { get; init; }

    public VolumeDemands? Volumes { get; init; }

    /// <summary>Why there is no place, in upstream's words.</summary>
    public string Message { get; init; } = "";

    /// <summary>Pods that have to go for this one; null if preemption does not help.</summary>
    public PreemptionPlan? Preemption { get; init; }
}

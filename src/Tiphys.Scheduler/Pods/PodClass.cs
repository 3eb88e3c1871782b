using Tiphys.Scheduler.Affinity;
using Tiphys.Scheduler.Cycles;

namespace Tiphys.Scheduler.Pods;

/// <summary>Everything about a pod that decides where it may go. Pods made from one template share one instance.</summary>
internal sealed class PodClass
{
    private readonly List<sbyte> _matches = [];

    public required string Namespace { get; init; }

    public required IDictionary<string, string> Labels { get; init; }

    /// <summary>Of its controller; null for a pod of its own.</summary>
    public string? OwnerUid { get; init; }

    public required NodeDemands Demands { get; init; }

    /// <summary>The only node it may go to, as pods of a DaemonSet have it; null for any.</summary>
    public string? PinnedNode { get; init; }

    /// <summary>Amounts by resource number, the count of pods left out.</summary>
    public required (int Resource, long Amount)[] Requests { get; init; }

    /// <summary>CPU and memory as scoring counts them: what is not asked for counts as 0.1 CPU and 200 MiB a container.</summary>
    public long ScoredCpu { get; init; }

    public long ScoredMemory { get; init; }

    public HostPort[] HostPorts { get; init; } = [];

    public PodAffinityRules? Affinity { get; init; }

    public IReadOnlyList<SpreadRule> HardSpread { get; init; } = [];

    public IReadOnlyList<SpreadRule> SoftSpread { get; init; } = [];

    public int Priority { get; init; }

    public bool NeverPreempts { get; init; }

    public bool HasAffinity => Affinity is not null || HardSpread.Count > 0;

    /// <summary>Why a pod of the class last fitted nowhere, and the state's version then: as long as that stands, so does the answer.</summary>
    public (long Version, FitFailure Failure, string Preemption)? LastFailure { get; set; }

    public bool HasLabels(IDictionary<string, string>? labels) =>
        (labels?.Count ?? 0) == Labels.Count && (labels is null || labels.All(pair => Labels.TryGetValue(pair.Key, out var value) && value == pair.Value));

    /// <summary>Whether the term means pods of this class; worked out once for each.</summary>
    public bool Matches(TermColumn column)
    {
        while (_matches.Count <= column.Id)
            _matches.Add(-1);
        var known = _matches[column.Id];
        if (known < 0)
            _matches[column.Id] = known = (sbyte)(column.Term.Matches(this) ? 1 : 0);
        return known == 1;
    }
}

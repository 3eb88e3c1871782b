namespace Tiphys.Scheduler.Affinity;

/// <summary>A topology spread constraint.</summary>
/// <param name="HonorAffinity">Only nodes that the pod's node selector and affinity allow are counted.</param>
/// <param name="HonorTaints">Only nodes whose taints the pod tolerates are counted.</param>
internal sealed record SpreadRule(
    PodTerm Term, string TopologyKey, int MaxSkew, int MinDomains, bool HonorAffinity, bool HonorTaints);

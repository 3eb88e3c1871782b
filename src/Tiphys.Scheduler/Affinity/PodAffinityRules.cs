namespace Tiphys.Scheduler.Affinity;

/// <summary>The affinity rules of a pod.</summary>
internal sealed record PodAffinityRules(
    IReadOnlyList<AffinityRule> Required, IReadOnlyList<AffinityRule> RequiredAnti, IReadOnlyList<AffinityRule> Preferred);

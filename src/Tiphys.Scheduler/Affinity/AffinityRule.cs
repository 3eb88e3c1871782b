namespace Tiphys.Scheduler.Affinity;

/// <summary>A term of a pod's affinity: be (or be not) where pods of the term are, in the sense of a topology.</summary>
/// <param name="Weight">For preferences: 1 to 100, negative for anti-affinity. 0 for required terms.</param>
internal sealed record AffinityRule(PodTerm Term, string TopologyKey, int Weight = 0);

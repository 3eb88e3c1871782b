namespace Tiphys.Node.Pods.Sync;

/// <summary>A liveness or startup probe that failed often enough.</summary>
/// <param name="Kind"><c>liveness</c> or <c>startup</c>.</param>
/// <param name="Grace">The probe's own terminationGracePeriodSeconds; null for the pod's.</param>
internal sealed record FailedProbe(string Kind, TimeSpan? Grace);

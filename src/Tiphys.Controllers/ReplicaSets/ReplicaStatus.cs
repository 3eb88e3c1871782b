namespace Tiphys.Controllers.ReplicaSets;

/// <summary>The counts of a replica owner's status.</summary>
/// <param name="Failure">Reason and message of the condition ReplicaFailure; null if there is none.</param>
internal sealed record ReplicaStatus(
    int Replicas, int FullyLabeled, int Ready, int Available, int Terminating, long ObservedGeneration, (string Reason, string Message)? Failure);

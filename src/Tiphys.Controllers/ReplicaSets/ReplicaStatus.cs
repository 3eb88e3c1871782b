namespace Tiphys.Controllers.ReplicaSets;

/// <summary>The counts of a replica owner's status.</summary>
/// <param name="Failure">Reason and message of the condition ReplicaFailure; null if there is none.</param>
internal sealed record ReplicaStatus(
    int Replicas, int FullyLabeled, int Ready, int Available, int Terminating, long ObservedGeneration, (string Reason, string Message)? Failure)
{
    /// <summary>
    /// What to say when something has failed again: the first message of a reason stays. Messages name the pod that could not be made, another one each time; to write
    /// them would change the owner, and the change would bring it back at once and past its back-off.
    /// </summary>
    public (string Reason, string Message) FailureNow(string reason, string message) => Failure is { } standing && standing.Reason == reason ? standing : (reason, message);
}

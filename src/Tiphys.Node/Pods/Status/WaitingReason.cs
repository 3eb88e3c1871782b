namespace Tiphys.Node.Pods.Status;

/// <summary>Why a container does not run, as its waiting state says it.</summary>
internal sealed record WaitingReason(string Reason, string Message);

namespace Tiphys.Node.Pods.Sync;

/// <summary>A running container to be ended.</summary>
/// <param name="Running">The container.</param>
/// <param name="Message">Why, as the Killing event says it.</param>
/// <param name="Grace">A grace period that replaces the pod's, from the probe that failed; null for the pod's.</param>
internal sealed record ContainerKill(RuntimeContainer Running, string Message, TimeSpan? Grace = null);

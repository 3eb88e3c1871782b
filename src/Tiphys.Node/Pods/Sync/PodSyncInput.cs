using k8s.Models;

namespace Tiphys.Node.Pods.Sync;

/// <summary>All that a decision about a pod's containers depends on.</summary>
/// <param name="Pod">The pod as it should be.</param>
/// <param name="Runtime">The pod as the runtime has it.</param>
/// <param name="Health">What the probes found.</param>
/// <param name="Backoff">Waits between restarts.</param>
/// <param name="Now">The time.</param>
internal sealed record PodSyncInput(V1Pod Pod, RuntimePod Runtime, IContainerHealth Health, RestartBackoff Backoff, DateTime Now);

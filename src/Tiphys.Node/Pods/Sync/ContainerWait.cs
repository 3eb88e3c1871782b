using k8s.Models;

namespace Tiphys.Node.Pods.Sync;

/// <summary>A container in CrashLoopBackOff.</summary>
/// <param name="Remaining">Until it may start.</param>
/// <param name="Whole">The wait's whole length.</param>
internal sealed record ContainerWait(V1Container Container, TimeSpan Remaining, TimeSpan Whole);

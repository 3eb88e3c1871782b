using k8s.Models;

namespace Tiphys.Node.Pods.Sync;

/// <summary>What to do to bring a pod's containers nearer to its spec; made by <see cref="PodSync"/>, carried out by the applier.</summary>
internal sealed class PodPlan
{
    /// <summary>Stop everything of the old sandbox first.</summary>
    public bool StopSandbox { get; set; }

    /// <summary>Make a new sandbox.</summary>
    public bool CreateSandbox { get; set; }

    /// <summary>The number of the new sandbox.</summary>
    public uint SandboxAttempt { get; set; }

    /// <summary>Containers to end, in any order, before anything is started.</summary>
    public List<ContainerKill> Kill { get; } = [];

    /// <summary>Containers to start, in this order.</summary>
    public List<ContainerStart> Start { get; } = [];

    /// <summary>Containers that wait for their back-off, with the time that is left.</summary>
    public List<ContainerWait> Waiting { get; } = [];

    /// <summary>Running containers whose resources differ from the spec.</summary>
    public List<(V1Container Container, RuntimeContainer Running)> Resize { get; } = [];

    /// <summary>A container starts anew with other resources: the pod's control group changes with it.</summary>
    public bool Resized { get; set; }

    /// <summary>The earliest time at which a waiting container may start; null if none waits.</summary>
    public TimeSpan? NextStart => Waiting.Count == 0 ? null : Waiting.Min(wait => wait.Remaining);
}

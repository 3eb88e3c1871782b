using k8s.Models;
using Tiphys.Node.Pods.Sync;

namespace Tiphys.Node.Pods.Status;

/// <summary>All that a pod's status depends on.</summary>
internal sealed record PodStatusInput
{
    public required V1Pod Pod { get; init; }

    /// <summary>The status written last; keeps transition times and what the runtime has forgotten.</summary>
    public required V1PodStatus? Former { get; init; }

    public required RuntimePod Runtime { get; init; }

    public required IContainerHealth Health { get; init; }

    /// <summary>By container name.</summary>
    public required IReadOnlyDictionary<string, WaitingReason> Waiting { get; init; }

    public required string NodeAddress { get; init; }

    /// <summary>A container's last words.</summary>
    public required Func<RuntimeContainer, string> TerminationMessage { get; init; }

    public required DateTime Now { get; init; }

    /// <summary>The pod is being stopped, for good.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>Why the node ended or refused the pod; null if it did not.</summary>
    public WaitingReason? Ended { get; init; }
}

using k8s.Models;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Pods.Containers;

/// <summary>What a container's configuration is made from.</summary>
internal sealed record ContainerContext
{
    public required V1Pod Pod { get; init; }

    public required V1Container Container { get; init; }

    /// <summary>How often it was restarted before.</summary>
    public required int Attempt { get; init; }

    /// <summary>The image as the runtime has it.</summary>
    public required Image Image { get; init; }

    /// <summary>The pod's addresses; empty on the host's network, where the node's stands for them.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    public required string NodeAddress { get; init; }

    /// <summary>What the node has to give.</summary>
    public required IDictionary<string, ResourceQuantity> Allocatable { get; init; }

    public required MountedVolumes Volumes { get; init; }

    /// <summary>The container whose processes an ephemeral container shares; null for none.</summary>
    public string? TargetContainerId { get; init; }
}

using System.Net;

namespace Tiphys.Network;

/// <summary>What the network parts of a node are told.</summary>
public sealed record NetworkOptions
{
    /// <summary>The name of this node: endpoints on it are local.</summary>
    public required string NodeName { get; init; }

    /// <summary>The name of our nftables tables, one per address family; <c>-policy</c> behind it for network policies. Default <c>tiphys</c>.</summary>
    public string TableName { get; init; } = "tiphys";

    /// <summary>All pods' addresses, of each family at most one range. Default 10.42.0.0/16.</summary>
    public IReadOnlyList<IPNetwork> ClusterCidrs { get; init; } = [IPNetwork.Parse("10.42.0.0/16")];

    /// <summary>The addresses of this node's pods. Default: those of the cluster (one node).</summary>
    public IReadOnlyList<IPNetwork> PodCidrs { get; init; } = [IPNetwork.Parse("10.42.0.0/16")];

    /// <summary>The device this node's pods are behind, such as a bridge: policies judge what goes through it alone. Null: whatever has a pod's address.</summary>
    public string? PodDevice { get; init; }

    /// <summary>The zone of this node for topology hints; null if it has none.</summary>
    public string? Zone { get; init; }

    /// <summary>Whether node ports answer on the loopback addresses too. Default true: a cluster on one's own machine is used that way.</summary>
    public bool LoopbackNodePorts { get; init; } = true;

    /// <summary>How often the kernel's tables are compared with what should stand. Default 30 s.</summary>
    public TimeSpan SyncPeriod { get; init; } = TimeSpan.FromSeconds(30);
}

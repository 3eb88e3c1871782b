using k8s.Models;

namespace Tiphys.Node;

/// <summary>What is fixed about this node while the agent runs.</summary>
/// <param name="Name">The Node object's name.</param>
/// <param name="Address">The node's address.</param>
/// <param name="GatewayAddress">The bridge's address, by which pods reach the machine; null without a pod network.</param>
/// <param name="Capacity">What the machine has.</param>
/// <param name="Allocatable">What pods may have of it.</param>
internal sealed record NodeFacts(
    string Name,
    string Address,
    string? GatewayAddress,
    IDictionary<string, ResourceQuantity> Capacity,
    IDictionary<string, ResourceQuantity> Allocatable);

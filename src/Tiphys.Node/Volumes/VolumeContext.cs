using k8s.Models;

namespace Tiphys.Node.Volumes;

/// <summary>What a volume's content is made from.</summary>
/// <param name="Pod">The pod whose volume it is.</param>
/// <param name="Addresses">The pod's addresses, for the downward API; empty before it has any.</param>
/// <param name="NodeAddress">The node's address.</param>
/// <param name="Allocatable">What the node has to give.</param>
internal sealed record VolumeContext(
    V1Pod Pod,
    IReadOnlyList<string> Addresses,
    string NodeAddress,
    IDictionary<string, ResourceQuantity> Allocatable)
{
    public string Namespace => Pod.Metadata.NamespaceProperty;
}

using k8s.Models;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Ownership;

namespace Tiphys.Controllers.ReplicaSets;

/// <summary>What a ReplicaSet and a ReplicationController have in common.</summary>
/// <param name="Replicas">How many pods there should be.</param>
/// <param name="Reference">For events.</param>
internal sealed record ReplicaOwner(
    OwnerIdentity Identity,
    V1ObjectReference Reference,
    int Replicas,
    int MinReadySeconds,
    LabelMatcher Selector,
    V1PodTemplateSpec Template,
    bool IsDeleting,
    long Generation,
    ReplicaStatus Status);

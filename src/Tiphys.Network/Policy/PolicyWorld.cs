using k8s.Models;

namespace Tiphys.Network.Policy;

/// <summary>Everything a decision about policies rests on, at one moment.</summary>
/// <param name="NamespaceLabels">Labels by namespace.</param>
internal sealed record PolicyWorld(
    IReadOnlyList<V1NetworkPolicy> Policies,
    IReadOnlyList<PolicyPod> Pods,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> NamespaceLabels);

using k8s.Models;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Cgroups;

/// <summary>
/// Whom the kernel ends first when memory runs out: best-effort containers, then burstable ones by how little they asked for, guaranteed ones last
/// (kubernetes.io/docs: Node-pressure Eviction, Node out of memory behavior).
/// </summary>
internal static class OomScore
{
    private const int GuaranteedScore = -997;

    public static int Of(V1Pod pod, V1Container container, long nodeMemory)
    {
        if (pod.Spec.PriorityClassName is "system-node-critical")
            return GuaranteedScore;
        var qos = PodQos.ClassOf(pod);
        if (qos == PodQos.Guaranteed)
            return GuaranteedScore;
        if (qos == PodQos.BestEffort || nodeMemory <= 0)
            return 1000;
        var asked = ResourceAmounts.Bytes(container.Resources?.Requests);
        var score = 1000 - (1000 * asked / nodeMemory);
        return (int)Math.Clamp(score, 1000 + GuaranteedScore, 999);
    }
}

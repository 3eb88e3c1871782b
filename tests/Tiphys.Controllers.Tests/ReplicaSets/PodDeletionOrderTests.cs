using k8s.Models;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.Tests.ReplicaSets;

public sealed class PodDeletionOrderTests
{
    [Fact]
    public void Compare_ByEveryRule_TheLeastUsefulComesFirst()
    {
        var cheap = Make.Pod("cheap", node: "b");
        cheap.Metadata.Annotations["controller.kubernetes.io/pod-deletion-cost"] = "-1";
        List<V1Pod> pods =
        [
            Make.Pod("old", node: "b", age: 500),
            Make.Pod("young", node: "b", age: 50),
            cheap,
            Make.Pod("unready", node: "b", ready: false),
            Make.Pod("pending", "Pending", ready: false, node: "b"),
            Make.Pod("unassigned", "Pending", ready: false, node: ""),
        ];

        pods.Sort(new PodDeletionOrder(pods));

        Assert.Equal(["unassigned", "pending", "unready", "cheap", "young", "old"], pods.Select(pod => pod.Metadata.Name));
    }

    [Fact]
    public void Compare_CrowdedNode_LosesFirst()
    {
        List<V1Pod> pods = [Make.Pod("alone", node: "a", age: 1), Make.Pod("x", node: "b", age: 99), Make.Pod("y", node: "b", age: 99)];

        pods.Sort(new PodDeletionOrder(pods));

        Assert.Equal("alone", pods[^1].Metadata.Name);
    }
}

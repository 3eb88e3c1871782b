using k8s.Models;
using Tiphys.Controllers.DaemonSets;

namespace Tiphys.Controllers.Tests.DaemonSets;

public sealed class DaemonPlanTests
{
    [Fact]
    public void Decide_NodesWithoutPod_GetOne()
    {
        var plan = Decide(Set(), [Node("a"), Node("b")], Pod("p", "a"));

        Assert.Equal(["b"], plan.CreateOn);
    }

    [Fact]
    public void Decide_TaintedNode_GetsNoneAndNoExecuteRemoves()
    {
        var noSchedule = Node("a", new V1Taint { Key = "k", Effect = "NoSchedule" });
        var noExecute = Node("a", new V1Taint { Key = "k", Effect = "NoExecute" });

        Assert.Empty(Decide(Set(), [noSchedule]).CreateOn);
        Assert.Empty(Decide(Set(), [noSchedule], Pod("p", "a")).Delete);
        Assert.Single(Decide(Set(), [noExecute], Pod("p", "a")).Delete);
    }

    [Fact]
    public void Decide_CordonedNode_GetsOneAllTheSame()
    {
        Assert.Equal(["a"], Decide(Set(), [Node("a", new V1Taint { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" })]).CreateOn);
    }

    [Fact]
    public void Decide_NewRevision_ReplacesOneAtATime()
    {
        var plan = Decide(Set(), [Node("a"), Node("b")], Pod("p", "a", "old"), Pod("q", "b", "old"));

        Assert.Single(plan.Delete);
    }

    [Fact]
    public void Decide_NewRevisionWhileOneIsDown_ReplacesOnlyThatOne()
    {
        var plan = Decide(Set(), [Node("a"), Node("b")], Pod("p", "a", "old", ready: false), Pod("q", "b", "old"));

        Assert.Equal("p", Assert.Single(plan.Delete).Metadata.Name);
    }

    [Fact]
    public void Decide_TwoOnOneNode_KeepsTheOlder()
    {
        var young = Pod("young", "a");
        young.Metadata.CreationTimestamp = Make.Now;

        Assert.Equal("young", Assert.Single(Decide(Set(), [Node("a")], young, Pod("old", "a")).Delete).Metadata.Name);
    }

    private static DaemonPlan Decide(V1DaemonSet set, V1Node[] nodes, params V1Pod[] pods) => DaemonPlan.Decide(set, nodes, pods, "new", Make.Now);

    private static V1DaemonSet Set() => new()
    {
        Metadata = new() { Name = "ds", NamespaceProperty = "ns", Uid = "ds" },
        Spec = new() { Template = Make.Template("i"), UpdateStrategy = new() { Type = "RollingUpdate", RollingUpdate = new() { MaxUnavailable = 1 } } },
    };

    private static V1Node Node(string name, params V1Taint[] taints) => new() { Metadata = new() { Name = name }, Spec = new() { Taints = taints } };

    private static V1Pod Pod(string name, string node, string revision = "new", bool ready = true) =>
        Make.Pod(name, node: node, ready: ready, labels: new() { ["controller-revision-hash"] = revision });
}

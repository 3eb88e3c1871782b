using k8s.Models;
using Tiphys.Controllers.NodeLifecycle;

namespace Tiphys.Controllers.Tests.NodeLifecycle;

public sealed class NodeHealthTests
{
    [Theory]
    [InlineData("True", "")]
    [InlineData("False", "node.kubernetes.io/not-ready:NoSchedule,node.kubernetes.io/not-ready:NoExecute")]
    [InlineData("Unknown", "node.kubernetes.io/unreachable:NoSchedule,node.kubernetes.io/unreachable:NoExecute")]
    public void Taints_ByReadyCondition_AreUpstreams(string ready, string expected)
    {
        var node = Node(ready);
        node.Spec.Taints = [new() { Key = "node.kubernetes.io/not-ready", Effect = "NoSchedule" }, new() { Key = "mine", Effect = "NoSchedule" }];

        var taints = NodeHealth.Taints(node, Make.Now)!.Where(taint => taint.Key != "mine");

        Assert.Equal(expected, string.Join(',', taints.Select(taint => $"{taint.Key}:{taint.Effect}")));
    }

    [Fact]
    public void Taints_NothingToChange_IsNull() => Assert.Null(NodeHealth.Taints(Node("True"), Make.Now));

    [Fact]
    public void Silent_ReadyNode_BecomesUnknownOnce()
    {
        var node = Node("True");

        var conditions = NodeHealth.Silent(node, Make.Now)!;
        node.Status.Conditions = conditions;

        Assert.All(conditions, condition => Assert.Equal("Unknown", condition.Status));
        Assert.Null(NodeHealth.Silent(node, Make.Now.AddMinutes(1)));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(300, 300)]
    [InlineData(-5, 0)]
    public void Tolerance_OfOneTaint_IsTheTolerationsBound(int? seconds, int expected)
    {
        var pod = Make.Pod("p");
        if (seconds is not null)
            pod.Spec.Tolerations = [new() { Key = "k", OperatorProperty = "Exists", Effect = "NoExecute", TolerationSeconds = seconds }];

        Assert.Equal(TimeSpan.FromSeconds(expected), TaintTolerance.Of(pod, [new() { Key = "k", Effect = "NoExecute" }]));
    }

    [Fact]
    public void Tolerance_WithoutBound_IsForEver()
    {
        var pod = Make.Pod("p");
        pod.Spec.Tolerations = [new() { OperatorProperty = "Exists" }];

        Assert.Equal(Timeout.InfiniteTimeSpan, TaintTolerance.Of(pod, [new() { Key = "k", Effect = "NoExecute" }]));
    }

    private static V1Node Node(string ready) => new()
    {
        Metadata = new() { Name = "n" },
        Spec = new(),
        Status = new() { Conditions = [new() { Type = "Ready", Status = ready }] },
    };
}

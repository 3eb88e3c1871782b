using k8s.Models;
using Tiphys.Controllers.StatefulSets;

namespace Tiphys.Controllers.Tests.StatefulSets;

public sealed class StatefulPlanTests
{
    [Fact]
    public void Decide_Ordered_CreatesOneAfterTheOther()
    {
        Assert.Equal(["+0"], Steps(Set(3)));
        Assert.Equal(["+1"], Steps(Set(3), Pod(0)));
        Assert.Empty(Steps(Set(3), Pod(0), Pod(1, ready: false)));
    }

    [Fact]
    public void Decide_Parallel_CreatesAllAtOnce() => Assert.Equal(["+0", "+1", "+2"], Steps(Set(3, "Parallel")));

    [Fact]
    public void Decide_TooMany_DeletesTheLastFirst() => Assert.Equal(["-s-2"], Steps(Set(1), Pod(0), Pod(1), Pod(2)));

    [Fact]
    public void Decide_ShrinkingWithUnhealthyPods_Halts() => Assert.Empty(Steps(Set(0), Pod(0, ready: false), Pod(1, ready: false)));

    [Fact]
    public void Decide_NewRevision_ReplacesTheLastHealthyOneFirst() => Assert.Equal(["-s-2"], Steps(Set(3), Pod(0, "old"), Pod(1, "old"), Pod(2, "old")));

    [Fact]
    public void Decide_NewRevisionBehindThePartition_StaysOld()
    {
        var set = Set(3);
        set.Spec.UpdateStrategy.RollingUpdate.Partition = 2;

        Assert.Equal(["-s-2"], Steps(set, Pod(0, "old"), Pod(1, "old"), Pod(2, "old")));
        Assert.Empty(Steps(set, Pod(0, "old"), Pod(1, "old"), Pod(2)));
        Assert.Equal(["+0 old"], Steps(set, Pod(1, "old"), Pod(2)));
    }

    [Fact]
    public void Decide_FailedPod_IsDeletedToBeMadeAgain()
    {
        var failed = Pod(0);
        failed.Status.Phase = "Failed";

        Assert.Equal(["-s-0"], Steps(Set(2), failed));
    }

    [Fact]
    public void Decide_OnDelete_LeavesOldRevisionsAlone()
    {
        var set = Set(1);
        set.Spec.UpdateStrategy = new() { Type = "OnDelete" };

        Assert.Empty(Steps(set, Pod(0, "old")));
    }

    private static IEnumerable<string> Steps(V1StatefulSet set, params V1Pod[] pods)
    {
        var plan = StatefulPlan.Decide(set, pods, "old", "new", pods.Length, Make.Now);
        return plan.Create.Select(step => $"+{step.Ordinal}{(step.New ? "" : " old")}").Concat(plan.Delete.Select(pod => $"-{pod.Metadata.Name}"));
    }

    private static V1StatefulSet Set(int replicas, string policy = "OrderedReady") => new()
    {
        Metadata = new() { Name = "s", NamespaceProperty = "ns", Uid = "s" },
        Spec = new()
        {
            Replicas = replicas,
            PodManagementPolicy = policy,
            UpdateStrategy = new() { Type = "RollingUpdate", RollingUpdate = new() { Partition = 0 } },
            Template = Make.Template("i"),
        },
    };

    private static V1Pod Pod(int ordinal, string revision = "new", bool ready = true) =>
        Make.Pod($"s-{ordinal}", ready: ready, labels: new() { ["controller-revision-hash"] = revision });
}

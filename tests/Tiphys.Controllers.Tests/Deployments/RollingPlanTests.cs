using Tiphys.Controllers.Deployments;

namespace Tiphys.Controllers.Tests.Deployments;

public sealed class RollingPlanTests
{
    [Theory]
    [InlineData("25%", "25%", 10, 3, 2)]
    [InlineData("25%", "25%", 1, 1, 0)]
    [InlineData("0", "0", 4, 0, 1)]
    [InlineData("0%", "10%", 4, 0, 1)]
    [InlineData("2", "20", 4, 2, 4)]
    public void Bounds_FromNumbersAndShares_RoundAsUpstream(string surge, string unavailable, int replicas, int expectedSurge, int expectedUnavailable)
    {
        var bounds = RolloutBounds.Of(Make.Deployment(replicas, surge, unavailable));

        Assert.Equal(new RolloutBounds(expectedSurge, expectedUnavailable), bounds);
    }

    [Theory]
    [InlineData(10, 0, 3)]
    [InlineData(13, 0, 0)]
    [InlineData(5, 5, 8)]
    [InlineData(0, 12, 10)]
    public void NewReplicas_WithOldPods_GrowsWithinTheSurge(int old, int current, int expected)
    {
        var deployment = Make.Deployment(10);

        Assert.Equal(expected, RollingPlan.NewReplicas(deployment, [Make.ReplicaSet("old", old, old, 9), Make.ReplicaSet("new", current, 0, 1)], current));
    }

    [Fact]
    public void ShrinkOld_UnhealthyOldPods_GoFirstAndDoNotCountAgainstAvailability()
    {
        var old = new[] { Make.ReplicaSet("a", 8, 8, 9), Make.ReplicaSet("b", 2, 0, 5) };

        var plan = RollingPlan.ShrinkOld(Make.Deployment(10, "0", "2"), old, Make.ReplicaSet("new", 0, 0, 1));

        Assert.Equal([("b", 0)], plan.Select(step => (step.ReplicaSet.Metadata.Name, step.Replicas)));
    }

    [Fact]
    public void ShrinkOld_NewPodsNotAvailable_KeepsTheMinimum()
    {
        var plan = RollingPlan.ShrinkOld(Make.Deployment(10), [Make.ReplicaSet("old", 8, 8, 9)], Make.ReplicaSet("new", 5, 0, 1));

        Assert.Empty(plan);
    }

    [Fact]
    public void ShrinkOld_NewPodsAvailable_OldGoesDownByAsMany()
    {
        var plan = RollingPlan.ShrinkOld(Make.Deployment(10), [Make.ReplicaSet("old", 8, 8, 9)], Make.ReplicaSet("new", 5, 4, 1));

        Assert.Equal(4, Assert.Single(plan).Replicas);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    public void Plans_CarriedOutToTheEnd_NeverBreakTheBoundsAndFinish(int replicas)
    {
        var deployment = Make.Deployment(replicas);
        var bounds = RolloutBounds.Of(deployment);
        var old = Make.ReplicaSet("old", replicas, replicas, 9);
        var current = Make.ReplicaSet("new", 0, 0, 1);
        for (var step = 0; step < 100 && (old.Spec.Replicas > 0 || current.Spec.Replicas < replicas); step++)
        {
            current.Spec.Replicas = RollingPlan.NewReplicas(deployment, [old, current], current.Spec.Replicas!.Value);
            foreach (var change in RollingPlan.ShrinkOld(deployment, [old], current))
                old.Spec.Replicas = change.Replicas;
            old.Status.AvailableReplicas = old.Spec.Replicas;
            Assert.True(old.Spec.Replicas + current.Spec.Replicas <= replicas + bounds.MaxSurge);
            Assert.True(old.Status.AvailableReplicas + current.Status.AvailableReplicas >= replicas - bounds.MaxUnavailable);
            current.Status.AvailableReplicas = Math.Min(current.Spec.Replicas!.Value, current.Status.AvailableReplicas!.Value + 1);
        }

        Assert.Equal((0, replicas), (old.Spec.Replicas!.Value, current.Spec.Replicas!.Value));
    }
}

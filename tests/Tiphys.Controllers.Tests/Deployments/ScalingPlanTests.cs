using Tiphys.Controllers.Deployments;

namespace Tiphys.Controllers.Tests.Deployments;

public sealed class ScalingPlanTests
{
    [Theory]
    [InlineData(10, 20, 5, 5, "10,10")]
    [InlineData(10, 5, 8, 2, "4,1")]
    [InlineData(10, 0, 6, 4, "0,0")]
    public void Decide_TwoActiveSets_SharesInProportion(int before, int wished, int first, int second, string expected)
    {
        var deployment = Make.Deployment(wished, "0", "1");
        var old = Make.ReplicaSet("old", first, first, 9, before, before);
        var current = Make.ReplicaSet("new", second, second, 1, before, before);

        Assert.True(ScalingPlan.IsDue(deployment, [old, current]));
        var plan = ScalingPlan.Decide(deployment, current, [old]).ToDictionary(step => step.ReplicaSet.Metadata.Name, step => step.Replicas);

        Assert.Equal(expected, $"{plan["old"]},{plan["new"]}");
    }

    [Fact]
    public void Decide_OneActiveSet_TakesTheWholeChange()
    {
        var plan = ScalingPlan.Decide(Make.Deployment(7), Make.ReplicaSet("new", 3, 3, 1, 3, 4), [Make.ReplicaSet("old", 0, 0, 9)]);

        Assert.Equal(("new", 7), (plan[0].ReplicaSet.Metadata.Name, Assert.Single(plan).Replicas));
    }

    [Fact]
    public void IsDue_SizedForThePresentNumber_IsNot()
    {
        Assert.False(ScalingPlan.IsDue(Make.Deployment(3), [Make.ReplicaSet("new", 3, 3, 1, 3, 4)]));
    }
}

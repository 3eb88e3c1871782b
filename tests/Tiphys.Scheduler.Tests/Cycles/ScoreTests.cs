using k8s.Models;

namespace Tiphys.Scheduler.Tests.Cycles;

public sealed class ScoreTests
{
    [Fact]
    public void Resources_LessUsedNode_IsPreferred() =>
        Assert.Equal("b", new TestState().Node("a").Node("b").Running(TestState.Pod("q", "1"), "a").Place(TestState.Pod("p", "500m")));

    [Fact]
    public void NodePreference_Weighted_Decides()
    {
        var state = new TestState().Node("a", zone: "x").Node("b", zone: "y");

        Assert.Equal("b", state.Place(TestState.Pod("p", with: spec => spec.Affinity = Prefers("zone", "y"))));
    }

    [Fact]
    public void SoftTaint_KeepsAwayIfThereIsAChoice()
    {
        var state = new TestState().Node("a", with: node => node.Spec.Taints = [new() { Key = "k", Effect = "PreferNoSchedule" }]).Node("b");

        Assert.Equal("b", state.Place(TestState.Pod("p")));
    }

    [Fact]
    public void Image_AlreadyThere_DrawsThePod()
    {
        var state = new TestState()
            .Node("a", with: node => node.Status.Images = [new() { Names = ["i:latest"], SizeBytes = 900L * 1024 * 1024 }])
            .Node("b");

        Assert.Equal("a", state.Place(TestState.Pod("p")));
    }

    [Fact]
    public void Siblings_OfOneController_AreSpread()
    {
        var state = new TestState().Node("a", "64").Node("b", "64").Node("c", "64");
        var places = Enumerable.Range(0, 9).Select(i =>
        {
            var pod = TestState.Pod($"p{i}");
            pod.Metadata.OwnerReferences = [new() { Uid = "rs", Kind = "ReplicaSet", Name = "rs", Controller = true }];
            return state.Place(pod);
        });

        Assert.All(places.CountBy(place => place), pair => Assert.Equal(3, pair.Value));
    }

    private static V1Affinity Prefers(string key, string value) => new()
    {
        NodeAffinity = new()
        {
            PreferredDuringSchedulingIgnoredDuringExecution =
                [new() { Weight = 100, Preference = new() { MatchExpressions = [new() { Key = key, OperatorProperty = "In", Values = [value] }] } }],
        },
    };
}


namespace Tiphys.Scheduler.Tests.Cycles;

public sealed class PreemptionTests
{
    [Fact]
    public void Preemption_LowerPods_TheLeastImportantNodeIsChosen()
    {
        var state = new TestState().Node("a").Node("b")
            .Running(TestState.Pod("mid", "2", 50), "a")
            .Running(TestState.Pod("low", "2", 10), "b");

        var plan = state.Schedule(TestState.Pod("p", "1", 100)).Preemption!;

        Assert.Equal(("b", "low"), (plan.Node, Assert.Single(plan.Victims).Key.Name));
    }

    [Fact]
    public void Preemption_SomeVictimsNotNeeded_AreSpared()
    {
        var state = new TestState().Node("a")
            .Running(TestState.Pod("small", "500m", 10), "a")
            .Running(TestState.Pod("large", "1500m", 10), "a");

        var plan = state.Schedule(TestState.Pod("p", "1", 100)).Preemption!;

        Assert.Equal("large", Assert.Single(plan.Victims).Key.Name);
        Assert.Equal(2000, state.State.Used(0)[0] - 1000);
    }

    [Fact]
    public void Preemption_NodeWithBudget_IsAvoided()
    {
        var state = new TestState().Node("a").Node("b")
            .Running(TestState.Pod("guarded", "2", 10, app: "web"), "a")
            .Running(TestState.Pod("free", "2", 20), "b");
        state.Budgets.Put(new()
        {
            Metadata = new() { Name = "b", NamespaceProperty = "ns", Uid = "b" },
            Spec = new() { Selector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } } },
            Status = new() { DisruptionsAllowed = 0 },
        });

        Assert.Equal("b", state.Schedule(TestState.Pod("p", "1", 100)).Preemption!.Node);
    }

    [Fact]
    public void Preemption_RoomMade_IsKeptFromOthersOfLowerPriority()
    {
        var state = new TestState().Node("a").Running(TestState.Pod("low", "2", 10), "a");
        var winner = TestState.Pod("winner", "2", 100);
        Assert.NotNull(state.Schedule(winner).Preemption);
        state.State.RemovePod("low");

        Assert.StartsWith("0/1 nodes are available: 1 Insufficient cpu.", state.Place(TestState.Pod("thief", "2", 50)));
        Assert.Equal("a", state.Place(winner));
    }

    [Fact]
    public void Preemption_PolicyNever_DoesNot() => Assert.Null(
        new TestState().Node("a").Running(TestState.Pod("low", "2"), "a").Schedule(TestState.Pod("p", "1", 100, with: spec => spec.PreemptionPolicy = "Never")).Preemption);
}

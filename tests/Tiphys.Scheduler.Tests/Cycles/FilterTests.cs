using k8s.Models;

namespace Tiphys.Scheduler.Tests.Cycles;

public sealed class FilterTests
{
    private const string NoHelp = " preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
    private const string NoVictims = " preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";

    [Fact]
    public void Cpu_NotEnough_SaysSo()
    {
        Assert.Equal("0/1 nodes are available: 1 Insufficient cpu." + NoHelp, new TestState().Node("a").Place(TestState.Pod("p", "3")));
        Assert.Equal(
            "0/1 nodes are available: 1 Insufficient cpu." + NoVictims,
            new TestState().Node("a").Running(TestState.Pod("q", "1500m"), "a").Place(TestState.Pod("p", "1")));
    }

    [Fact]
    public void Pods_TooMany_SaysSo() => Assert.StartsWith(
        "0/1 nodes are available: 1 Too many pods.", new TestState().Node("a", pods: "1").Running(TestState.Pod("q"), "a").Place(TestState.Pod("p")));

    [Fact]
    public void Nodes_None_SaysSo() => Assert.Equal("no nodes available to schedule pods", new TestState().Place(TestState.Pod("p")));

    [Fact]
    public void Reasons_Several_AreCountedInOrder()
    {
        var state = new TestState().Node("a").Node("b")
            .Node("c", with: node => node.Spec.Unschedulable = true)
            .Node("d", with: node => node.Spec.Taints = [new() { Key = "k", Value = "v", Effect = "NoSchedule" }]);

        Assert.StartsWith(
            "0/4 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable, 2 Insufficient cpu. preemption: ",
            state.Place(TestState.Pod("p", "5")));
    }

    [Fact]
    public void Taint_Tolerated_IsNoObstacle()
    {
        var state = new TestState().Node("a", with: node => node.Spec.Taints = [new() { Key = "k", Value = "v", Effect = "NoSchedule" }]);

        Assert.Equal("a", state.Place(TestState.Pod("p", with: spec => spec.Tolerations = [new() { Key = "k", OperatorProperty = "Equal", Value = "v" }])));
    }

    [Fact]
    public void Selector_NoNodeMatches_SaysSo() => Assert.Equal(
        "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector." + NoHelp,
        new TestState().Node("a").Place(TestState.Pod("p", with: spec => spec.NodeSelector = new Dictionary<string, string> { ["disk"] = "ssd" })));

    [Fact]
    public void Pin_ByMetadataName_GoesToThatNodeOnly()
    {
        var state = new TestState().Node("a").Node("b").Node("c");

        Assert.Equal("b", state.Place(TestState.Pod("p", with: spec => spec.Affinity = Pinned("b"))));
    }

    [Fact]
    public void HostPort_Taken_IsRefusedUnlessAddressesDiffer()
    {
        var state = new TestState().Node("a").Running(WithPort("q", "127.0.0.1"), "a");

        Assert.Equal("a", state.Place(WithPort("p", "127.0.0.2")));
        Assert.StartsWith("0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.", state.Place(WithPort("r", null)));
    }

    [Fact]
    public void AntiAffinity_OwnAndOthers_KeepApart()
    {
        var state = new TestState().Node("a", zone: "x").Node("b", zone: "x").Node("c", zone: "y").Running(Apart("q", "web"), "a");

        Assert.Equal("c", state.Place(Apart("p", "web")));
        Assert.Contains("3 node(s) didn't match pod anti-affinity rules", state.Place(Apart("r", "web")));
        Assert.Contains("3 node(s) didn't satisfy existing pods anti-affinity rules", state.Place(TestState.Pod("s", app: "web")));
    }

    [Fact]
    public void Affinity_ToOthers_GoesWhereTheyAre()
    {
        var state = new TestState().Node("a", zone: "x").Node("b", zone: "y").Running(TestState.Pod("db", app: "db"), "b");

        Assert.Equal("b", state.Place(Near("p", "web", "db")));
        Assert.Contains("2 node(s) didn't match pod affinity rules", state.Place(Near("q", "web", "nobody")));
    }

    [Fact]
    public void Affinity_ToItsOwnKind_LetsTheFirstIn()
    {
        var state = new TestState().Node("a", zone: "x").Node("b", zone: "y");

        var first = state.Place(Near("p", "web", "web"));

        Assert.Equal(first, state.Place(Near("q", "web", "web")));
    }

    [Fact]
    public void Spread_HardConstraint_KeepsTheSkew()
    {
        var state = new TestState().Node("a", zone: "x").Node("b", zone: "y").Node("c");
        var places = Enumerable.Range(0, 4).Select(i => state.Place(Spread($"p{i}"))).ToArray();

        Assert.Equal(2, places.Count(place => place == "a"));
        Assert.Equal(2, places.Count(place => place == "b"));
        state.State.RemoveNode("b");
        Assert.StartsWith(
            "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match pod topology spread constraints (missing required label).",
            state.Place(Spread("r", cpu: "2")));
    }

    [Fact]
    public void Claim_Missing_SaysSo() => Assert.Equal(
        "0/1 nodes are available: persistentvolumeclaim \"x\" not found." + NoHelp,
        new TestState().Node("a").Place(TestState.Pod("p", with: spec => spec.Volumes = [new() { Name = "v", PersistentVolumeClaim = new() { ClaimName = "x" } }])));

    [Fact]
    public void Failure_OfOneClass_IsRememberedUntilSomethingChanges()
    {
        var state = new TestState().Node("a", cpu: "1");
        var before = state.Place(TestState.Pod("p", "2"));

        Assert.Equal(before, state.Place(TestState.Pod("q", "2")));
        state.Node("b", cpu: "4");
        Assert.Equal("b", state.Place(TestState.Pod("q", "2")));
    }

    private static V1Affinity Pinned(string node) => new()
    {
        NodeAffinity = new()
        {
            RequiredDuringSchedulingIgnoredDuringExecution = new()
            {
                NodeSelectorTerms = [new() { MatchFields = [new() { Key = "metadata.name", OperatorProperty = "In", Values = [node] }] }],
            },
        },
    };

    private static V1Pod WithPort(string name, string? ip) =>
        TestState.Pod(name, with: spec => spec.Containers[0].Ports = [new() { ContainerPort = 80, HostPort = 80, HostIP = ip, Protocol = "TCP" }]);

    private static V1PodAffinityTerm Term(string app) => new()
    {
        TopologyKey = "zone",
        LabelSelector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = app } },
    };

    private static V1Pod Apart(string name, string app) => TestState.Pod(
        name, app: app, with: spec => spec.Affinity = new() { PodAntiAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Term(app)] } });

    private static V1Pod Near(string name, string app, string other) => TestState.Pod(
        name, app: app, with: spec => spec.Affinity = new() { PodAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Term(other)] } });

    private static V1Pod Spread(string name, string cpu = "100m") => TestState.Pod(name, cpu, app: "web", with: spec => spec.TopologySpreadConstraints =
    [
        new()
        {
            MaxSkew = 1,
            TopologyKey = "zone",
            WhenUnsatisfiable = "DoNotSchedule",
            LabelSelector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } },
        },
    ]);
}

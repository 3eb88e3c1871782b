using k8s.Models;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Pods;
using Tiphys.Node.Pods.Sync;

namespace Tiphys.Node.Tests.Sync;

public sealed class PodSyncTests
{
    private static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private readonly RestartBackoff _backoff = new();
    private readonly ScriptedHealth _health = new();

    [Fact]
    public void NewPod_GetsSandboxAndItsFirstInitContainer()
    {
        var plan = Decide(Pod("Always", ["a"], init: ["i1", "i2"]), RuntimePod.Empty);

        Assert.True(plan.CreateSandbox);
        Assert.False(plan.StopSandbox);
        Assert.Equal(["i1"], plan.Start.Select(start => start.Container.Name));
    }

    [Fact]
    public void NewPod_WithoutInit_StartsAllContainersInOrder()
    {
        var plan = Decide(Pod("Always", ["a", "b"]), RuntimePod.Empty);

        Assert.Equal(["a", "b"], plan.Start.Select(start => start.Container.Name));
    }

    [Fact]
    public void InitContainer_Running_NothingElseStarts()
    {
        var plan = Decide(Pod("Always", ["a"], init: ["i1"]), Runtime(Container("i1", ContainerState.ContainerRunning)));

        Assert.Empty(plan.Start);
        Assert.False(plan.CreateSandbox);
    }

    [Fact]
    public void InitContainer_Done_NextOneStarts()
    {
        var plan = Decide(Pod("Always", ["a"], init: ["i1", "i2"]), Runtime(Container("i1", ContainerState.ContainerExited)));

        Assert.Equal(["i2"], plan.Start.Select(start => start.Container.Name));
    }

    [Fact]
    public void InitContainer_Failed_IsStartedAgainUnlessThePodNeverRestarts()
    {
        var failed = Runtime(Container("i1", ContainerState.ContainerExited, exitCode: 1));

        Assert.Equal(["i1"], Decide(Pod("Always", ["a"], init: ["i1"]), failed).Start.Select(start => start.Container.Name));
        Assert.Empty(Decide(Pod("Never", ["a"], init: ["i1"]), failed).Start);
    }

    [Fact]
    public void Sidecar_NotStartedUp_HoldsTheOthersBack()
    {
        var pod = Pod("Always", ["a"], init: ["s"]);
        pod.Spec.InitContainers[0].RestartPolicy = "Always";
        var running = Runtime(Container("s", ContainerState.ContainerRunning));
        _health.NotStarted.Add("s");

        Assert.Empty(Decide(pod, running).Start);
        _health.NotStarted.Clear();
        Assert.Equal(["a"], Decide(pod, running).Start.Select(start => start.Container.Name));
    }

    [Fact]
    public void Sidecar_Ended_IsStartedAgainWhileTheOthersRun()
    {
        var pod = Pod("Never", ["a"], init: ["s"]);
        pod.Spec.InitContainers[0].RestartPolicy = "Always";

        var plan = Decide(pod, Runtime(Container("s", ContainerState.ContainerExited), Container("a", ContainerState.ContainerRunning)));

        Assert.Equal(["s"], plan.Start.Select(start => start.Container.Name));
    }

    [Theory]
    [InlineData("Always", 0, true)]
    [InlineData("OnFailure", 0, false)]
    [InlineData("OnFailure", 1, true)]
    [InlineData("Never", 1, false)]
    public void Container_Ended_RestartsByPolicy(string policy, int exitCode, bool restarts)
    {
        var plan = Decide(Pod(policy, ["a", "b"]), Runtime(Container("a", ContainerState.ContainerExited, exitCode), Container("b", ContainerState.ContainerRunning)));

        Assert.Equal(restarts, plan.Start.Any(start => start.Container.Name == "a"));
    }

    [Fact]
    public void Container_EndedTwice_WaitsForItsBackoff()
    {
        _backoff.Restarted("a", Now.AddSeconds(-3));

        var plan = Decide(Pod("Always", ["a"]), Runtime(Container("a", ContainerState.ContainerExited, 1, finished: Now.AddSeconds(-1))));

        Assert.Empty(plan.Start);
        var wait = Assert.Single(plan.Waiting);
        Assert.Equal((TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(10)), (wait.Remaining, wait.Whole));
    }

    [Fact]
    public void Container_FailsItsLiveness_IsEndedAndStartedAgain()
    {
        _health.Failed["a"] = new FailedProbe("liveness", TimeSpan.FromSeconds(3));

        var plan = Decide(Pod("Always", ["a"]), Runtime(Container("a", ContainerState.ContainerRunning)));

        var kill = Assert.Single(plan.Kill);
        Assert.Equal(("Container a failed liveness probe, will be restarted", TimeSpan.FromSeconds(3)), (kill.Message, kill.Grace));
        Assert.Equal(["a"], plan.Start.Select(start => start.Container.Name));
    }

    [Fact]
    public void Sandbox_Gone_EverythingStartsAnewInTheNext()
    {
        var runtime = Runtime(Container("a", ContainerState.ContainerExited, 137));
        runtime.Sandboxes[0].State = PodSandboxState.SandboxNotready;

        var plan = Decide(Pod("Always", ["a"]), runtime);

        Assert.True(plan.StopSandbox);
        Assert.True(plan.CreateSandbox);
        Assert.Equal(1u, plan.SandboxAttempt);
        Assert.Equal(["a"], plan.Start.Select(start => start.Container.Name));
    }

    [Fact]
    public void Sandbox_GoneOfPodThatNeverRestarts_IsNotMadeAgain()
    {
        var runtime = Runtime(Container("a", ContainerState.ContainerExited));
        runtime.Sandboxes[0].State = PodSandboxState.SandboxNotready;

        Assert.False(Decide(Pod("Never", ["a"]), runtime).CreateSandbox);
    }

    [Fact]
    public void RestartRule_MatchingExitCode_RestartsInAPodThatNeverDoes()
    {
        var pod = Pod("Never", ["a"]);
        pod.Spec.Containers[0].RestartPolicy = "Never";
        pod.Spec.Containers[0].RestartPolicyRules = [new V1ContainerRestartRule { Action = "Restart", ExitCodes = new() { OperatorProperty = "In", Values = [42] } }];

        Assert.True(RestartPolicy.RestartsAfter(pod, pod.Spec.Containers[0], 42));
        Assert.False(RestartPolicy.RestartsAfter(pod, pod.Spec.Containers[0], 43));
    }

    private static V1Pod Pod(string policy, string[] names, string[]? init = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = "p", NamespaceProperty = "default", Uid = "u" },
        Spec = new V1PodSpec
        {
            RestartPolicy = policy,
            Containers = [.. names.Select(name => new V1Container { Name = name, Image = "i" })],
            InitContainers = init?.Select(name => new V1Container { Name = name, Image = "i" }).ToList(),
        },
    };

    private static RuntimePod Runtime(params RuntimeContainer[] containers) => new(
        [new PodSandboxStatus { Id = "s0", State = PodSandboxState.SandboxReady, Metadata = new PodSandboxMetadata(), Network = new PodSandboxNetworkStatus { Ip = "10.0.0.2" } }],
        containers);

    private static RuntimeContainer Container(string name, ContainerState state, int exitCode = 0, DateTime? finished = null) => new("s0", new ContainerStatus
    {
        Id = name,
        State = state,
        ExitCode = exitCode,
        FinishedAt = ((finished ?? Now.AddHours(-1)) - DateTime.UnixEpoch).Ticks * 100,
        Metadata = new ContainerMetadata { Name = name },
        Labels = { [CriLabels.ContainerName] = name },
    });

    private PodPlan Decide(V1Pod pod, RuntimePod runtime) => PodSync.Decide(new PodSyncInput(pod, runtime, _health, _backoff, Now));

    private sealed class ScriptedHealth : IContainerHealth
    {
        public HashSet<string> NotStarted { get; } = [];

        public Dictionary<string, FailedProbe> Failed { get; } = [];

        public bool HasStarted(V1Container container, string containerId) => !NotStarted.Contains(containerId);

        public bool IsReady(V1Container container, string containerId) => HasStarted(container, containerId);

        public FailedProbe? Failure(string containerId) => Failed.GetValueOrDefault(containerId);
    }
}

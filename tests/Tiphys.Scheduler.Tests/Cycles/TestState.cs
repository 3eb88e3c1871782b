using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Cycles;
using Tiphys.Scheduler.Pods;
using Tiphys.Scheduler.Preemption;
using Tiphys.Scheduler.Queues;
using Tiphys.Scheduler.Volumes;

namespace Tiphys.Scheduler.Tests.Cycles;

/// <summary>Columns filled by hand and a cycle over them.</summary>
internal sealed class TestState
{
    private readonly PodClassTable _classes;

    public TestState()
    {
        _classes = new(State.Resources, _ => new Dictionary<string, string>());
        var volumes = new VolumeReader(Claims, new(), new());
        Cycle = new(State, _classes, volumes, new Preemptor(State, new(Budgets)));
    }

    public ClusterState State { get; } = new();

    public ObjectCache<V1PersistentVolumeClaim> Claims { get; } = new();

    public ObjectCache<V1PodDisruptionBudget> Budgets { get; } = new();

    public SchedulingCycle Cycle { get; }

    public static V1Pod Pod(string name, string cpu = "100m", int priority = 0, string? app = null, Action<V1PodSpec>? with = null)
    {
        var pod = new V1Pod
        {
            Metadata = new()
            {
                Name = name,
                NamespaceProperty = "ns",
                Uid = name,
                Labels = app is null ? null : new Dictionary<string, string> { ["app"] = app },
            },
            Spec = new()
            {
                Priority = priority,
                Containers = [new() { Name = "c", Image = "i", Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = cpu } } }],
            },
        };
        with?.Invoke(pod.Spec);
        return pod;
    }

    public TestState Node(string name, string cpu = "2", string? zone = null, Action<V1Node>? with = null, string pods = "110")
    {
        var labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = name };
        if (zone is not null)
            labels["zone"] = zone;
        var node = new V1Node
        {
            Metadata = new() { Name = name, Labels = labels },
            Spec = new(),
            Status = new() { Allocatable = new Dictionary<string, ResourceQuantity> { ["cpu"] = cpu, ["memory"] = "8Gi", ["pods"] = pods } },
        };
        with?.Invoke(node);
        State.PutNode(node);
        return this;
    }

    /// <summary>A pod that runs already.</summary>
    public TestState Running(V1Pod pod, string node, DateTime started = default)
    {
        State.PutPod(new()
        {
            Key = pod.Key(),
            Uid = pod.Metadata.Uid,
            Class = _classes.Of(pod),
            Row = State.RowFor(node),
            Started = started,
            Claims = VolumeReader.ClaimsOf(pod),
        });
        return this;
    }

    public CycleOutcome Schedule(V1Pod pod) => Cycle.Run(new QueuedPod(pod));

    /// <summary>The node's name, or the message.</summary>
    public string Place(V1Pod pod)
    {
        var outcome = Schedule(pod);
        return outcome.Node?.Name ?? outcome.Message;
    }
}

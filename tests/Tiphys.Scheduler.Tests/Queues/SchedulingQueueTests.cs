using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Tiphys.Primitives.Async;
using Tiphys.Scheduler.Filters;
using Tiphys.Scheduler.Queues;

namespace Tiphys.Scheduler.Tests.Queues;

public sealed class SchedulingQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly AsyncPulse _wake = new();
    private readonly SchedulingQueue _queue;

    public SchedulingQueueTests() => _queue = new(_time, _wake);

    public void Dispose() => _wake.Dispose();

    [Fact]
    public void TryTake_ByPriorityThenAge()
    {
        _queue.Put(Pod("old"));
        _time.Advance(TimeSpan.FromSeconds(1));
        _queue.Put(Pod("young"));
        _queue.Put(Pod("important", 10));

        Assert.Equal(["important", "old", "young"], new[] { Take(), Take(), Take() });
    }

    [Fact]
    public void Wake_ForAnotherObstacle_LeavesThePodWaiting()
    {
        _queue.Put(Pod("p"));
        Assert.True(_queue.TryTake(out var pod));
        pod.Obstacles = new HashSet<Verdict> { Verdict.Resources };
        _queue.PutBack(pod, missedChange: false);
        _time.Advance(TimeSpan.FromSeconds(30));

        _queue.Wake(Verdict.VolumeNoMatch);
        Assert.False(_queue.TryTake(out _));
        _queue.Wake(Verdict.Resources);
        Assert.True(_queue.TryTake(out _));
    }

    [Fact]
    public void PutBack_MissedChange_ComesAgainAfterTheBackoff()
    {
        _queue.Put(Pod("p"));
        _queue.TryTake(out var pod);
        _queue.PutBack(pod!, missedChange: true);

        Assert.False(_queue.TryTake(out _));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_queue.TryTake(out _));
    }

    [Fact]
    public void Put_GatedPod_WaitsForTheGateToGo()
    {
        var pod = Pod("p");
        pod.Spec.SchedulingGates = [new() { Name = "g" }];
        _queue.Put(pod);
        Assert.False(_queue.TryTake(out _));

        _queue.Put(Pod("p"));

        Assert.Equal("p", Take());
    }

    [Fact]
    public void Unschedulable_ForFiveMinutes_IsTriedAgainWhateverHappened()
    {
        _queue.Put(Pod("p"));
        _queue.TryTake(out var pod);
        _queue.PutBack(pod!, missedChange: false);

        _time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("p", Take());
    }

    [Fact]
    public void Remove_QueuedPod_IsNotHandedOut()
    {
        _queue.Put(Pod("p"));
        _queue.Remove("p");

        Assert.False(_queue.TryTake(out _));
    }

    private static V1Pod Pod(string name, int priority = 0) => new()
    {
        Metadata = new() { Name = name, NamespaceProperty = "ns", Uid = name },
        Spec = new() { Priority = priority, Containers = [] },
    };

    private string? Take() => _queue.TryTake(out var pod) ? pod.Pod.Metadata.Name : null;
}

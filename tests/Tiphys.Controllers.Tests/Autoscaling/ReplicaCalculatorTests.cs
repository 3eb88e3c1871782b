using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Tiphys.Controllers.Autoscaling;

namespace Tiphys.Controllers.Tests.Autoscaling;

public sealed class ReplicaCalculatorTests
{
    [Theory]
    [InlineData(3, 0.9, 0.3, 9)]
    [InlineData(3, 0.32, 0.3, 3)]
    [InlineData(4, 0.1, 0.3, 2)]
    public void PerPod_AllMeasured_ScalesByTheRatio(int pods, double value, double target, int expected) =>
        Assert.Equal(expected, PerPod(pods, pods, value, target));

    [Fact]
    public void PerPod_SomeNotMeasured_DampsTheChange()
    {
        Assert.Equal(3, PerPod(3, 1, 0.35, 0.3));
        Assert.Equal(4, PerPod(4, 3, 0.27, 0.3));
    }

    [Fact]
    public void OfShare_ValueGrows_EachGetsItsShare() => Assert.Equal(5, ReplicaCalculator.OfShare(2, 50, 10));

    [Fact]
    public void Behavior_Default_DoublesAtMostUpAndWaitsFiveMinutesDown()
    {
        var time = new FakeTimeProvider();
        var history = new ScaleHistory(time);
        var scaler = new V2HorizontalPodAutoscaler { Spec = new() { MinReplicas = 1, MaxReplicas = 100 } };

        Assert.Equal(20, ScaleBehavior.Apply(scaler, history, 10, 90, out var limited));
        Assert.Equal("ScaleUpLimit", limited!.Value.Reason);
        Assert.Equal(10, ScaleBehavior.Apply(scaler, history, 10, 2, out _));
        time.Advance(TimeSpan.FromSeconds(301));
        Assert.Equal(2, ScaleBehavior.Apply(scaler, history, 10, 2, out _));
    }

    [Fact]
    public void Behavior_BeyondTheBounds_IsHeld()
    {
        var scaler = new V2HorizontalPodAutoscaler { Spec = new() { MinReplicas = 3, MaxReplicas = 5 } };

        Assert.Equal(5, ScaleBehavior.Apply(scaler, new(new FakeTimeProvider()), 4, 9, out var many));
        Assert.Equal(3, ScaleBehavior.Apply(scaler, new(new FakeTimeProvider()), 3, 1, out var few));
        Assert.Equal(("TooManyReplicas", "TooFewReplicas"), (many!.Value.Reason, few!.Value.Reason));
    }

    private static int PerPod(int count, int measured, double value, double target)
    {
        var pods = Enumerable.Range(0, count).Select(i => Make.Pod($"p{i}")).ToArray();
        var values = pods.Take(measured).ToDictionary(pod => pod.Metadata.Name, _ => value);
        return ReplicaCalculator.PerPod(count, pods, values, _ => target, isCpu: false, Make.Now);
    }
}

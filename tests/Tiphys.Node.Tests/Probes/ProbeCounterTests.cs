using Tiphys.Node.Pods.Probes;

namespace Tiphys.Node.Tests.Probes;

public sealed class ProbeCounterTests
{
    /// <summary>s success, f failure, e error of the probe itself.</summary>
    [Theory]
    [InlineData(ProbeKind.Liveness, "", true)]
    [InlineData(ProbeKind.Liveness, "ff", true)]
    [InlineData(ProbeKind.Liveness, "fff", false)]
    [InlineData(ProbeKind.Liveness, "ffsff", true)]
    [InlineData(ProbeKind.Liveness, "feff", false)]
    [InlineData(ProbeKind.Readiness, "", false)]
    [InlineData(ProbeKind.Readiness, "s", false)]
    [InlineData(ProbeKind.Readiness, "ss", true)]
    [InlineData(ProbeKind.Readiness, "ssff", true)]
    [InlineData(ProbeKind.Readiness, "ssfff", false)]
    [InlineData(ProbeKind.Startup, "", null)]
    [InlineData(ProbeKind.Startup, "ff", null)]
    [InlineData(ProbeKind.Startup, "fff", false)]
    public void Results_ByThresholds_GiveTheVerdict(ProbeKind kind, string results, bool? verdict)
    {
        var counter = new ProbeCounter(kind, failureThreshold: 3, successThreshold: kind == ProbeKind.Readiness ? 2 : 1);

        foreach (var result in results)
            counter.Count(result switch { 's' => ProbeOutcome.Success, 'f' => ProbeOutcome.Failure, _ => ProbeOutcome.Error });

        Assert.Equal(verdict, counter.Verdict);
    }
}

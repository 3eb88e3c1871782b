using k8s.Models;
using Tiphys.Node.Cgroups;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Tests.Cgroups;

public sealed class PodResourcesTests
{
    [Theory]
    [InlineData(null, null, null, null, "BestEffort")]
    [InlineData("100m", null, null, null, "Burstable")]
    [InlineData("100m", "1Mi", "100m", "1Mi", "Guaranteed")]
    [InlineData(null, null, "100m", "1Mi", "Guaranteed")]
    [InlineData("50m", "1Mi", "100m", "1Mi", "Burstable")]
    [InlineData(null, null, "100m", null, "Burstable")]
    public void QosClass_OfRequestsAndLimits(string? cpu, string? memory, string? cpuLimit, string? memoryLimit, string expected) =>
        Assert.Equal(expected, PodQos.ClassOf(Pod(Container(cpu, memory, cpuLimit, memoryLimit))));

    [Fact]
    public void PodAmounts_OneContainerWithoutLimit_HasNone()
    {
        var amounts = PodAmounts.Of(Pod(Container("100m", null, "200m", "10Mi"), Container("300m", null, null, "20Mi")));

        Assert.Equal((409L, 0L, 30L * 1024 * 1024), (amounts.CpuShares, amounts.CpuQuota, amounts.MemoryLimit));
    }

    [Fact]
    public void PodAmounts_LargeInitContainer_RaisesTheLimit()
    {
        var pod = Pod(Container("100m", null, "100m", "10Mi"));
        pod.Spec.InitContainers = [Container("500m", null, "500m", "5Mi")];

        var amounts = PodAmounts.Of(pod);

        Assert.Equal((512L, 50_000L, 10L * 1024 * 1024), (amounts.CpuShares, amounts.CpuQuota, amounts.MemoryLimit));
    }

    [Theory]
    [InlineData("OutOfcpu", "3", null)]
    [InlineData("OutOfmemory", null, "2Gi")]
    [InlineData(null, "1", "1Gi")]
    public void Admission_MoreThanTheNodeHas_IsRefused(string? reason, string? cpu, string? memory)
    {
        var allocatable = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2"), ["memory"] = new("1Gi"), ["pods"] = new("10") };

        Assert.Equal(reason, PodAdmission.Refuse(Pod(Container(cpu, memory, null, null)), [], allocatable, null)?.Reason);
    }

    [Fact]
    public void Admission_HostPortTaken_IsRefused()
    {
        var allocatable = new Dictionary<string, ResourceQuantity> { ["pods"] = new("10") };
        var pod = Pod(new V1Container { Name = "c", Ports = [new V1ContainerPort { ContainerPort = 80, HostPort = 8080 }] });

        Assert.Equal("NodePorts", PodAdmission.Refuse(pod, [pod], allocatable, null)?.Reason);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(100, 102)]
    [InlineData(1000, 1024)]
    [InlineData(1_000_000, 262_144)]
    public void CpuShares_OfMilliCores(long milli, long shares) => Assert.Equal(shares, CpuShares.FromMilli(milli));

    private static V1Pod Pod(params V1Container[] containers) => new() { Metadata = new V1ObjectMeta { Name = "p", Uid = "u" }, Spec = new V1PodSpec { Containers = [.. containers] } };

    private static V1Container Container(string? cpu, string? memory, string? cpuLimit, string? memoryLimit) => new()
    {
        Name = "c",
        Resources = new V1ResourceRequirements { Requests = Amounts(cpu, memory), Limits = Amounts(cpuLimit, memoryLimit) },
    };

    private static Dictionary<string, ResourceQuantity> Amounts(string? cpu, string? memory)
    {
        var result = new Dictionary<string, ResourceQuantity>();
        if (cpu is not null)
            result["cpu"] = new(cpu);
        if (memory is not null)
            result["memory"] = new(memory);
        return result;
    }
}

using k8s.Models;
using Tiphys.Node.Cgroups;

namespace Tiphys.Node.Tests.Cgroups;

/// <summary>Control groups over a directory that stands in for the kernel's: what would be written where.</summary>
public sealed class PodCgroupsTests : IDisposable
{
    private readonly string _mount = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_mount, recursive: true);

    [Fact]
    public void Apply_Unified_GivesControllersDownThePathAndThePodItsAmounts()
    {
        var pod = Pod("1", "250m", "500m", "64Mi");
        var path = MakeUnified("/t/burstable/pod1");

        new PodCgroups("/t", _mount).Apply(pod);

        Assert.Equal("+cpu +memory", File.ReadAllText($"{_mount}/t/burstable/cgroup.subtree_control"));
        Assert.Equal("50000 100000", File.ReadAllText($"{path}/cpu.max"));
        Assert.Equal("67108864", File.ReadAllText($"{path}/memory.max"));
        Assert.Equal("10", File.ReadAllText($"{path}/cpu.weight"));
    }

    [Fact]
    public void Apply_BurstablePods_TheirClassWeighsWhatTheyDo()
    {
        MakeUnified("/t/burstable/pod1");
        MakeUnified("/t/burstable/pod2");
        MakeUnified("/t/besteffort");
        var cgroups = new PodCgroups("/t", _mount);

        cgroups.Apply(Pod("1", "250m", null, null));
        cgroups.Apply(Pod("2", "1", null, null));

        Assert.Equal("49", File.ReadAllText($"{_mount}/t/burstable/cpu.weight"));
        Assert.Equal("1", File.ReadAllText($"{_mount}/t/besteffort/cpu.weight"));
    }

    [Fact]
    public void Apply_LegacyHierarchies_ClassSharesFollowThePods()
    {
        foreach (var group in (string[])["burstable", "burstable/pod1", "burstable/pod2"])
        {
            Directory.CreateDirectory($"{_mount}/cpu/t/{group}");
            File.WriteAllText($"{_mount}/cpu/t/{group}/cpu.shares", "1024");
        }

        new PodCgroups("/t", _mount).Apply(Pod("1", "250m", null, null));

        Assert.Equal("1280", File.ReadAllText($"{_mount}/cpu/t/burstable/cpu.shares"));
    }

    [Fact]
    public void UnifiedSettings_GroupKillAlways_NoSwapWhereItIsCounted()
    {
        Assert.Empty(new PodCgroups("/t", _mount).UnifiedSettings());
        MakeUnified("/t");
        Assert.Equal("memory.oom.group=1", Settings());
        File.WriteAllText($"{_mount}/t/memory.swap.max", "max");
        Assert.Equal("memory.oom.group=1 memory.swap.max=0", Settings());
    }

    private string Settings() => string.Join(' ', new PodCgroups("/t", _mount).UnifiedSettings().Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>The files that the kernel would put into each group on the way.</summary>
    private string MakeUnified(string path)
    {
        var current = _mount;
        foreach (var part in (string[])["", .. path.Split('/', StringSplitOptions.RemoveEmptyEntries)])
        {
            current = part.Length == 0 ? current : $"{current}/{part}";
            Directory.CreateDirectory(current);
            File.WriteAllText($"{current}/cgroup.controllers", "cpu memory\n");
            File.WriteAllText($"{current}/cgroup.subtree_control", "\n");
            File.WriteAllText($"{current}/cpu.weight", "100\n");
        }

        return current;
    }

    private static V1Pod Pod(string uid, string? cpu, string? cpuLimit, string? memoryLimit) => new()
    {
        Metadata = new() { Uid = uid, Name = "p" },
        Spec = new()
        {
            Containers = [new() { Name = "c", Resources = new() { Requests = Amounts(cpu, null), Limits = Amounts(cpuLimit, memoryLimit) } }],
        },
    };

    private static Dictionary<string, ResourceQuantity> Amounts(string? cpu, string? memory)
    {
        var amounts = new Dictionary<string, ResourceQuantity>();
        if (cpu is not null)
            amounts["cpu"] = new(cpu);
        if (memory is not null)
            amounts["memory"] = new(memory);
        return amounts;
    }
}

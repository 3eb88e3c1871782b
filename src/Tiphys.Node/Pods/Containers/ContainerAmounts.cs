using System.Globalization;
using k8s.Models;
using Tiphys.Node.Cgroups;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Pods.Containers;

/// <summary>A container's requests and limits in the kernel's terms.</summary>
internal static class ContainerAmounts
{
    /// <param name="unified">Settings of cgroup v2 by file name, as <see cref="PodCgroups.UnifiedSettings"/> gives them.</param>
    public static LinuxContainerResources ToLinux(V1Pod pod, V1Container container, long nodeMemory, IReadOnlyDictionary<string, string> unified)
    {
        var requests = container.Resources?.Requests;
        var limits = container.Resources?.Limits;
        var limitCpu = ResourceAmounts.MilliCpu(limits);
        // A limit without a request counts as the request, as the API's defaulting says.
        var requestCpu = ResourceAmounts.Has(requests, "cpu") ? ResourceAmounts.MilliCpu(requests) : limitCpu;
        var linux = new LinuxContainerResources
        {
            CpuShares = CpuShares.FromMilli(requestCpu),
            MemoryLimitInBytes = ResourceAmounts.Bytes(limits),
            OomScoreAdj = OomScore.Of(pod, container, nodeMemory),
            Unified = { unified.ToDictionary() },
        };
        if (limitCpu > 0)
        {
            linux.CpuPeriod = CpuShares.Period;
            linux.CpuQuota = CpuShares.Quota(limitCpu);
        }

        return linux;
    }

    /// <summary>Requests and limits as one line, to be compared with what a container was given.</summary>
    public static string Describe(V1Container container)
    {
        var requests = container.Resources?.Requests;
        var limits = container.Resources?.Limits;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ResourceAmounts.MilliCpu(requests)}/{ResourceAmounts.MilliCpu(limits)} {ResourceAmounts.Bytes(requests)}/{ResourceAmounts.Bytes(limits)}");
    }

    /// <summary>Whether a change of resources needs the container to be started anew, by its resizePolicy for what changed.</summary>
    public static bool NeedsRestart(V1Container container, RuntimeContainer running)
    {
        var (had, wanted) = (AppliedResources.Of(running).Split(' '), Describe(container).Split(' '));
        return (had[0] != wanted[0] && RestartsFor(container, "cpu")) || (had[^1] != wanted[^1] && RestartsFor(container, "memory"));
    }

    private static bool RestartsFor(V1Container container, string resource) =>
        container.ResizePolicy?.Any(policy => policy.ResourceName == resource && policy.RestartPolicy == "RestartContainer") == true;

    public static bool Matches(V1Container container, RuntimeContainer running) =>
        AppliedResources.Of(running) is not { Length: > 0 } applied || applied == Describe(container);
}

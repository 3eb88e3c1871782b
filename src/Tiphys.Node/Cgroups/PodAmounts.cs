using k8s.Models;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Cgroups;

/// <summary>What a pod's control group is given.</summary>
/// <param name="CpuShares">From the pod's requests.</param>
/// <param name="CpuQuota">Microseconds per period; 0 for no bound, which it is as soon as one container has none.</param>
/// <param name="MemoryLimit">Bytes; 0 for no bound.</param>
internal sealed record PodAmounts(long CpuShares, long CpuQuota, long MemoryLimit)
{
    public static PodAmounts Of(V1Pod pod)
    {
        var cpu = (long)Math.Ceiling(ResourceAmounts.OfPod(pod, "cpu") * 1000);
        var (cpuLimit, memoryLimit) = (Limit(pod, "cpu"), Limit(pod, "memory"));
        return new PodAmounts(
            Cgroups.CpuShares.FromMilli(cpu),
            cpuLimit > 0 ? Cgroups.CpuShares.Quota((long)Math.Ceiling(cpuLimit * 1000)) : 0,
            (long)Math.Ceiling(memoryLimit));
    }

    private static decimal Limit(V1Pod pod, string name)
    {
        if (ResourceAmounts.Has(pod.Spec.Resources?.Limits, name))
            return ResourceAmounts.Of(pod.Spec.Resources!.Limits, name);
        var running = pod.InitContainers().Where(container => container.IsSidecar()).Concat(pod.Spec.Containers).ToArray();
        if (!running.All(container => ResourceAmounts.Has(container.Resources?.Limits, name)))
            return 0;
        var sum = running.Sum(container => ResourceAmounts.Of(container.Resources.Limits, name));
        var init = pod.InitContainers().Where(container => !container.IsSidecar()).ToArray();
        if (!init.All(container => ResourceAmounts.Has(container.Resources?.Limits, name)))
            return 0;
        return Math.Max(sum, init.Select(container => ResourceAmounts.Of(container.Resources.Limits, name)).DefaultIfEmpty().Max());
    }
}

using k8s.Models;
using Tiphys.Scheduler.Columns;

namespace Tiphys.Scheduler.Pods;

/// <summary>What a pod asks of a node in sum.</summary>
/// <remarks>
/// The containers together with the sidecars, or the largest init container with the sidecars before it, whichever is more; amounts set
/// on the pod itself replace the sum; overhead comes on top. Upstream: KEP-753, KEP-2837.
/// </remarks>
internal static class PodRequests
{
    private const long DefaultCpu = 100;
    private const long DefaultMemory = 200 * 1024 * 1024;

    /// <param name="forScoring">Count CPU and memory that a container leaves out at upstream's defaults.</param>
    public static Dictionary<int, long> Of(V1PodSpec spec, ResourceNames names, bool forScoring = false)
    {
        var total = new Dictionary<int, long>();
        foreach (var container in spec.Containers)
            Add(total, Of(container, names, forScoring));
        var sidecars = new Dictionary<int, long>();
        var peak = new Dictionary<int, long>();
        foreach (var container in spec.InitContainers ?? [])
        {
            var own = Of(container, names, forScoring);
            if (container.RestartPolicy == "Always")
            {
                Add(total, own);
                Add(sidecars, own);
                Raise(peak, sidecars);
                continue;
            }

            Add(own, sidecars);
            Raise(peak, own);
        }

        Raise(total, peak);
        foreach (var (name, quantity) in spec.Resources?.Requests ?? new Dictionary<string, ResourceQuantity>())
        {
            var id = names.IdOf(name);
            total[id] = ResourceNames.Amount(id, quantity.ToDecimal());
        }

        Add(total, Of(spec.Overhead, names));
        return total;
    }

    private static Dictionary<int, long> Of(V1Container container, ResourceNames names, bool forScoring)
    {
        var own = Of(container.Resources?.Requests, names);
        if (forScoring)
        {
            own.TryAdd(ResourceNames.Cpu, DefaultCpu);
            own.TryAdd(ResourceNames.Memory, DefaultMemory);
        }

        return own;
    }

    private static Dictionary<int, long> Of(IDictionary<string, ResourceQuantity>? list, ResourceNames names)
    {
        var amounts = new Dictionary<int, long>();
        foreach (var (name, quantity) in list ?? new Dictionary<string, ResourceQuantity>())
        {
            var id = names.IdOf(name);
            amounts[id] = ResourceNames.Amount(id, quantity.ToDecimal());
        }

        return amounts;
    }

    private static void Add(Dictionary<int, long> sum, Dictionary<int, long> more)
    {
        foreach (var (id, amount) in more)
            sum[id] = sum.GetValueOrDefault(id) + amount;
    }

    private static void Raise(Dictionary<int, long> to, Dictionary<int, long> atLeast)
    {
        foreach (var (id, amount) in atLeast)
            to[id] = Math.Max(to.GetValueOrDefault(id), amount);
    }
}

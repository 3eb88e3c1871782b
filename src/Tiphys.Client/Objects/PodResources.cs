using k8s.Models;

namespace Tiphys.Client.Objects;

/// <summary>What a pod asks of a node in sum.</summary>
/// <remarks>
/// The containers together with the sidecars, or the largest init container with the sidecars before it, whichever is more; amounts set
/// on the pod itself replace the sum; overhead comes on top. Upstream: KEP-753, KEP-2837.
/// </remarks>
public static class PodResources
{
    /// <summary>Requests by resource name, in units (CPU in cores).</summary>
    /// <param name="defaults">Amounts counted for a container that leaves a resource out; null for none.</param>
    public static Dictionary<string, decimal> Requests(V1PodSpec spec, IReadOnlyDictionary<string, decimal>? defaults = null) =>
        Sum(spec, resources => resources?.Requests, spec.Resources?.Requests, spec.Overhead, defaults);

    /// <summary>Limits by resource name, in units (CPU in cores).</summary>
    public static Dictionary<string, decimal> Limits(V1PodSpec spec) => Sum(spec, resources => resources?.Limits, spec.Resources?.Limits, null, null);

    private static Dictionary<string, decimal> Sum(
        V1PodSpec spec,
        Func<V1ResourceRequirements?, IDictionary<string, ResourceQuantity>?> list,
        IDictionary<string, ResourceQuantity>? ofPod,
        IDictionary<string, ResourceQuantity>? overhead,
        IReadOnlyDictionary<string, decimal>? defaults)
    {
        var total = new Dictionary<string, decimal>();
        foreach (var container in spec.Containers)
            Add(total, Read(list(container.Resources), defaults));
        var sidecars = new Dictionary<string, decimal>();
        var peak = new Dictionary<string, decimal>();
        foreach (var container in spec.InitContainers ?? [])
        {
            var own = Read(list(container.Resources), defaults);
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
        foreach (var (name, amount) in Read(ofPod, null))
            total[name] = amount;
        Add(total, Read(overhead, null));
        return total;
    }

    private static Dictionary<string, decimal> Read(IDictionary<string, ResourceQuantity>? list, IReadOnlyDictionary<string, decimal>? defaults)
    {
        var amounts = new Dictionary<string, decimal>();
        foreach (var (name, quantity) in list ?? new Dictionary<string, ResourceQuantity>())
            amounts[name] = quantity.ToDecimal();
        foreach (var (name, amount) in defaults ?? new Dictionary<string, decimal>())
            amounts.TryAdd(name, amount);
        return amounts;
    }

    private static void Add(Dictionary<string, decimal> sum, Dictionary<string, decimal> more)
    {
        foreach (var (name, amount) in more)
            sum[name] = sum.GetValueOrDefault(name) + amount;
    }

    private static void Raise(Dictionary<string, decimal> to, Dictionary<string, decimal> atLeast)
    {
        foreach (var (name, amount) in atLeast)
            to[name] = Math.Max(to.GetValueOrDefault(name), amount);
    }
}

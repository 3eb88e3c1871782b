using k8s.Models;

namespace Tiphys.Node.Pods;

/// <summary>Reads amounts from requests and limits.</summary>
internal static class ResourceAmounts
{
    public static bool Has(IDictionary<string, ResourceQuantity>? amounts, string name) => Of(amounts, name) > 0;

    public static decimal Of(IDictionary<string, ResourceQuantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var quantity) ? quantity.ToDecimal() : 0;

    /// <summary>CPU in thousandths of a core.</summary>
    public static long MilliCpu(IDictionary<string, ResourceQuantity>? amounts) => (long)Math.Ceiling(Of(amounts, "cpu") * 1000);

    public static long Bytes(IDictionary<string, ResourceQuantity>? amounts, string name = "memory") => (long)Math.Ceiling(Of(amounts, name));

    /// <summary>
    /// What a pod takes of its node: the sum over its containers, or the most an init container needs beside the sidecars started
    /// before it, whichever is more; plus overhead. Pod-level requests replace the containers'.
    /// </summary>
    public static decimal OfPod(V1Pod pod, string name)
    {
        var sum = pod.Spec.Containers.Sum(container => Of(container.Resources?.Requests, name));
        decimal sidecars = 0, most = 0;
        foreach (var container in pod.InitContainers())
        {
            var own = Of(container.Resources?.Requests, name);
            if (container.IsSidecar())
                sidecars += own;
            most = Math.Max(most, sidecars + (container.IsSidecar() ? 0 : own));
        }

        var needed = Math.Max(sum + sidecars, most);
        if (pod.Spec.Resources?.Requests?.ContainsKey(name) == true)
            needed = Of(pod.Spec.Resources.Requests, name);
        return needed + Of(pod.Spec.Overhead, name);
    }
}

using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Pods;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Controllers.ResourceQuotas;

/// <summary>What the objects of a namespace use of what a quota bounds. Pure.</summary>
internal static class QuotaCount
{
    /// <summary>What one pod uses; nothing once it has ended.</summary>
    public static IEnumerable<(string Name, decimal Amount)> OfPod(V1Pod pod)
    {
        if (pod.IsEnded())
            yield break;
        yield return ("pods", 1);
        foreach (var (name, amount) in PodResources.Requests(pod.Spec))
        {
            yield return ($"requests.{name}", amount);
            if (name is "cpu" or "memory" or "ephemeral-storage" || name.StartsWith("hugepages-", StringComparison.Ordinal))
                yield return (name, amount);
        }

        foreach (var (name, amount) in PodResources.Limits(pod.Spec))
            yield return ($"limits.{name}", amount);
    }

    public static IEnumerable<(string Name, decimal Amount)> OfService(V1Service service)
    {
        yield return ("services", 1);
        if (service.Spec.Type == "LoadBalancer")
            yield return ("services.loadbalancers", 1);
        var all = service.Spec.Type == "NodePort" || (service.Spec.Type == "LoadBalancer" && service.Spec.AllocateLoadBalancerNodePorts != false);
        var ports = (service.Spec.Ports ?? []).Count(port => all || port.NodePort > 0);
        if (service.Spec.Type is "NodePort" or "LoadBalancer" && ports > 0)
            yield return ("services.nodeports", ports);
    }

    public static IEnumerable<(string Name, decimal Amount)> OfClaim(V1PersistentVolumeClaim claim)
    {
        yield return ("persistentvolumeclaims", 1);
        var size = Math.Max(Storage(claim.Spec.Resources?.Requests), Storage(claim.Status?.AllocatedResources));
        yield return ("requests.storage", size);
        if (claim.Spec.StorageClassName is not { Length: > 0 } storageClass)
            yield break;
        yield return ($"{storageClass}.storageclass.storage.k8s.io/persistentvolumeclaims", 1);
        yield return ($"{storageClass}.storageclass.storage.k8s.io/requests.storage", size);
    }

    /// <summary>True if the quota's scopes, all of them, hold for the pod.</summary>
    public static bool InScope(V1ResourceQuotaSpec spec, V1Pod pod)
    {
        var selected = (spec.ScopeSelector?.MatchExpressions ?? []).Select(entry => (entry.ScopeName, entry.OperatorProperty, Values: entry.Values ?? []));
        return (spec.Scopes ?? []).Select(scope => (ScopeName: scope, OperatorProperty: "Exists", Values: (IList<string>)[])).Concat(selected)
            .All(entry => Holds(entry.ScopeName, entry.OperatorProperty, entry.Values, pod));
    }

    /// <summary>The status' <c>used</c>: exactly the names that are bounded, in the format of the bound.</summary>
    public static Dictionary<string, ResourceQuantity> Format(IDictionary<string, ResourceQuantity> hard, IReadOnlyDictionary<string, decimal> counted)
    {
        var used = new Dictionary<string, ResourceQuantity>();
        foreach (var (name, bound) in hard)
        {
            var format = Quantity.TryParse(bound.ToString(), out var parsed) ? parsed.Format : QuantityFormat.DecimalSI;
            var amount = counted.GetValueOrDefault(name);
            var quantity = amount == Math.Floor(amount) ? Quantity.FromUnits((long)amount, format) : Quantity.FromMilli((long)Math.Ceiling(amount * 1000), format);
            used[name] = quantity.ToString();
        }

        return used;
    }

    private static decimal Storage(IDictionary<string, ResourceQuantity>? list) =>
        list is not null && list.TryGetValue("storage", out var quantity) ? quantity.ToDecimal() : 0;

    private static bool Holds(string scope, string op, IList<string> values, V1Pod pod)
    {
        var bestEffort = PodResources.Requests(pod.Spec).Count == 0 && PodResources.Limits(pod.Spec).Count == 0;
        return scope switch
        {
            "Terminating" => pod.Spec.ActiveDeadlineSeconds is not null,
            "NotTerminating" => pod.Spec.ActiveDeadlineSeconds is null,
            "BestEffort" => bestEffort,
            "NotBestEffort" => !bestEffort,
            "PriorityClass" => op switch
            {
                "In" => values.Contains(pod.Spec.PriorityClassName ?? ""),
                "NotIn" => !values.Contains(pod.Spec.PriorityClassName ?? ""),
                "DoesNotExist" => string.IsNullOrEmpty(pod.Spec.PriorityClassName),
                _ => !string.IsNullOrEmpty(pod.Spec.PriorityClassName),
            },
            "CrossNamespacePodAffinity" => UsesOtherNamespaces(pod),
            _ => false,
        };
    }

    private static bool UsesOtherNamespaces(V1Pod pod)
    {
        var near = pod.Spec.Affinity?.PodAffinity;
        var apart = pod.Spec.Affinity?.PodAntiAffinity;
        return (near?.RequiredDuringSchedulingIgnoredDuringExecution ?? [])
            .Concat(apart?.RequiredDuringSchedulingIgnoredDuringExecution ?? [])
            .Concat((near?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(term => term.PodAffinityTerm))
            .Concat((apart?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(term => term.PodAffinityTerm))
            .Any(term => term.Namespaces is { Count: > 0 } || term.NamespaceSelector is not null);
    }
}

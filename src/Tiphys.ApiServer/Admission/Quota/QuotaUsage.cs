using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission.Limits;
using Tiphys.ApiServer.Registry;
using Tiphys.Primitives.Quantities;

namespace Tiphys.ApiServer.Admission.Quota;

/// <summary>What one object uses of each thing a quota can count. Pure.</summary>
internal static class QuotaUsage
{
    private static readonly HashSet<string> CountedByPlainName = ["replicationcontrollers", "resourcequotas", "secrets", "configmaps"];
    private static readonly Quantity One = Quantity.FromUnits(1);

    public static ResourceAmounts Of(GroupResource resource, DocObject document)
    {
        var usage = new ResourceAmounts();
        usage.Add($"count/{resource}", One);
        if (resource.Group.Length > 0)
            return usage;
        if (CountedByPlainName.Contains(resource.Resource))
            usage.Add(resource.Resource, One);
        else if (resource == BuiltInResources.Pods)
            AddPod(usage, document);
        else if (resource == BuiltInResources.Services)
            AddService(usage, document);
        else if (resource == BuiltInResources.PersistentVolumeClaims)
            AddClaim(usage, document);
        return usage;
    }

    /// <summary>A pod that has ended holds its place in the store and nothing else.</summary>
    public static bool HasEnded(DocObject pod) => pod.StringAt("status", "phase") is "Failed" or "Succeeded";

    private static void AddPod(ResourceAmounts usage, DocObject pod)
    {
        if (HasEnded(pod))
            return;
        usage.Add("pods", One);
        var requests = PodAmounts.Of(pod, "requests");
        foreach (var name in requests.Names)
        {
            usage.Add($"requests.{name}", requests[name]);
            if (name is "cpu" or "memory" or "ephemeral-storage" || name.StartsWith("hugepages-", StringComparison.Ordinal))
                usage.Add(name, requests[name]);
        }

        var limits = PodAmounts.Of(pod, "limits");
        foreach (var name in limits.Names)
            usage.Add($"limits.{name}", limits[name]);
    }

    private static void AddService(ResourceAmounts usage, DocObject service)
    {
        usage.Add("services", One);
        var type = service.StringAt("spec", "type");
        if (type == "LoadBalancer")
            usage.Add("services.loadbalancers", One);
        var hasNodePorts = type == "NodePort"
            || (type == "LoadBalancer" && (service.GetPath("spec", "allocateLoadBalancerNodePorts") as DocBool)?.Value != false);
        var ports = service.ObjectsAt("spec", "ports").Count(port => hasNodePorts || port.GetInt64("nodePort") is > 0);
        if (type is "NodePort" or "LoadBalancer" && ports > 0)
            usage.Add("services.nodeports", Quantity.FromUnits(ports));
    }

    private static void AddClaim(ResourceAmounts usage, DocObject claim)
    {
        usage.Add("persistentvolumeclaims", One);
        var asked = ResourceAmounts.Read(claim.GetPath("spec", "resources", "requests"))["storage"];
        var size = Quantity.Max(asked, ResourceAmounts.Read(claim.GetPath("status", "allocatedResources"))["storage"]);
        usage.Add("requests.storage", size);
        var storageClass = claim.StringAt("spec", "storageClassName");
        if (storageClass.Length == 0)
            return;
        usage.Add($"{storageClass}.storageclass.storage.k8s.io/persistentvolumeclaims", One);
        usage.Add($"{storageClass}.storageclass.storage.k8s.io/requests.storage", size);
    }
}

using System.Collections.Frozen;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>
/// What a client should know of an object that is stored all the same: deprecated fields, values that are overwritten, settings without
/// effect. The texts are those of upstream, where users and tests look for them.
/// </summary>
public static class ObjectWarnings
{
    private static readonly FrozenDictionary<(string Group, string Kind), Action<WrittenObject, List<string>>> Kinds =
        new Dictionary<(string, string), Action<WrittenObject, List<string>>>
        {
            [("", "Pod")] = WorkloadWarnings.Pod,
            [("", "PodTemplate")] = (written, warnings) => WorkloadWarnings.Template(written, "template", warnings),
            [("", "ReplicationController")] = WorkloadWarnings.NamedTemplate,
            [("apps", "ReplicaSet")] = WorkloadWarnings.NamedTemplate,
            [("apps", "Deployment")] = WorkloadWarnings.NamedTemplate,
            [("apps", "DaemonSet")] = (written, warnings) => WorkloadWarnings.Template(written, "spec.template", warnings),
            [("apps", "StatefulSet")] = WorkloadWarnings.StatefulSet,
            [("batch", "Job")] = (written, warnings) => JobWarnings.Job(written, warnings),
            [("batch", "CronJob")] = JobWarnings.CronJob,
            [("", "Service")] = ServiceWarnings.Service,
            [("", "Endpoints")] = ServiceWarnings.Endpoints,
            [("discovery.k8s.io", "EndpointSlice")] = ServiceWarnings.EndpointSlice,
            [("networking.k8s.io", "NetworkPolicy")] = ServiceWarnings.NetworkPolicy,
            [("networking.k8s.io", "Ingress")] = ServiceWarnings.Ingress,
            [("", "Node")] = ClusterWarnings.Node,
            [("", "Secret")] = ClusterWarnings.Secret,
            [("", "ServiceAccount")] = ClusterWarnings.ServiceAccount,
            [("", "ResourceQuota")] = ClusterWarnings.ResourceQuota,
            [("node.k8s.io", "RuntimeClass")] = ClusterWarnings.RuntimeClass,
            [("resource.k8s.io", "ResourceSlice")] = ClusterWarnings.ResourceSlice,
            [("", "PersistentVolume")] = StorageWarnings.PersistentVolume,
            [("", "PersistentVolumeClaim")] = StorageWarnings.PersistentVolumeClaim,
            [("storage.k8s.io", "StorageClass")] = StorageWarnings.StorageClass,
            [("storage.k8s.io", "CSIStorageCapacity")] = StorageWarnings.StorageCapacity,
            [("storage.k8s.io", "CSIDriver")] = StorageWarnings.Driver,
            [("apiextensions.k8s.io", "CustomResourceDefinition")] = ExtensionWarnings.Definition,
        }.ToFrozenDictionary();

    /// <summary>The warnings of a valid object that is about to be stored, in upstream's order; mostly empty.</summary>
    /// <param name="subresource">Empty for the object itself.</param>
    /// <param name="old">The stored object; null for a creation.</param>
    public static IReadOnlyList<string> Of(ResourceInfo resource, string subresource, DocObject document, DocObject? old)
    {
        var warnings = new List<string>();
        if (subresource == "status")
            StatusWarnings.Add(resource, document, warnings);
        if (subresource.Length > 0)
            return warnings;
        if (resource.IsCustom)
            ExtensionWarnings.CustomResource(document, old, warnings);
        else if (resource.GroupVersion.Group == "admissionregistration.k8s.io")
            ExtensionWarnings.Policy(document, warnings);
        else if (Kinds.TryGetValue((resource.GroupVersion.Group, resource.Kind), out var add))
            add(new(document, old), warnings);
        return warnings;
    }
}

using System.Collections.Frozen;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Fills in what a client left out, as upstream's versioned defaulting does: after decoding, on every write, before admission.</summary>
public static class Defaulter
{
    private static readonly FrozenDictionary<(string Group, string Kind), Action<DocObject>> Kinds = new Dictionary<(string, string), Action<DocObject>>
    {
        [("", "Pod")] = PodDefaults.Apply,
        [("", "PodTemplate")] = document => PodDefaults.ApplyTemplate(document.GetObject("template")),
        [("", "ReplicationController")] = WorkloadDefaults.ApplyReplicationController,
        [("", "Service")] = ServiceDefaults.Apply,
        [("", "Endpoints")] = EndpointDefaults.ApplyEndpoints,
        [("", "Secret")] = ConfigurationDefaults.ApplySecret,
        [("", "Namespace")] = ClusterDefaults.ApplyNamespace,
        [("", "Node")] = ClusterDefaults.ApplyNode,
        [("", "LimitRange")] = ClusterDefaults.ApplyLimitRange,
        [("", "PersistentVolume")] = StorageDefaults.ApplyPersistentVolume,
        [("", "PersistentVolumeClaim")] = StorageDefaults.ApplyPersistentVolumeClaim,
        [("apps", "Deployment")] = WorkloadDefaults.ApplyDeployment,
        [("apps", "ReplicaSet")] = WorkloadDefaults.ApplyReplicaSet,
        [("apps", "DaemonSet")] = WorkloadDefaults.ApplyDaemonSet,
        [("apps", "StatefulSet")] = WorkloadDefaults.ApplyStatefulSet,
        [("batch", "Job")] = JobDefaults.ApplyJob,
        [("batch", "CronJob")] = JobDefaults.ApplyCronJob,
        [("autoscaling", "HorizontalPodAutoscaler")] = AutoscalingDefaults.Apply,
        [("networking.k8s.io", "NetworkPolicy")] = NetworkingDefaults.ApplyNetworkPolicy,
        [("networking.k8s.io", "IngressClass")] = NetworkingDefaults.ApplyIngressClass,
        [("discovery.k8s.io", "EndpointSlice")] = EndpointDefaults.ApplyEndpointSlice,
        [("rbac.authorization.k8s.io", "ClusterRoleBinding")] = RbacDefaults.ApplyBinding,
        [("rbac.authorization.k8s.io", "RoleBinding")] = RbacDefaults.ApplyBinding,
        [("storage.k8s.io", "StorageClass")] = StorageDefaults.ApplyStorageClass,
        [("storage.k8s.io", "CSIDriver")] = StorageDefaults.ApplyCsiDriver,
        [("scheduling.k8s.io", "PriorityClass")] = document => document.SetIfMissing("preemptionPolicy", "PreemptLowerPriority"),
        [("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")] = AdmissionDefaults.ApplyValidatingWebhooks,
        [("admissionregistration.k8s.io", "MutatingWebhookConfiguration")] = AdmissionDefaults.ApplyMutatingWebhooks,
        [("admissionregistration.k8s.io", "ValidatingAdmissionPolicy")] = AdmissionDefaults.ApplyPolicy,
        [("admissionregistration.k8s.io", "MutatingAdmissionPolicy")] = AdmissionDefaults.ApplyPolicy,
        [("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding")] = AdmissionDefaults.ApplyPolicyBinding,
        [("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding")] = AdmissionDefaults.ApplyPolicyBinding,
        [("apiextensions.k8s.io", "CustomResourceDefinition")] = ExtensionDefaults.ApplyCustomResourceDefinition,
        [("apiregistration.k8s.io", "APIService")] = ExtensionDefaults.ApplyApiService,
        [("flowcontrol.apiserver.k8s.io", "FlowSchema")] = FlowControlDefaults.ApplyFlowSchema,
        [("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration")] = FlowControlDefaults.ApplyPriorityLevel,
        [("resource.k8s.io", "ResourceClaim")] = document => DeviceDefaults.ApplyClaimSpec(document.GetObject("spec")),
        [("resource.k8s.io", "ResourceClaimTemplate")] = document => DeviceDefaults.ApplyClaimSpec(document.GetObject("spec")?.GetObject("spec")),
    }.ToFrozenDictionary();

    /// <summary>Defaults one object in place. Doing it twice changes nothing more.</summary>
    public static void Apply(ResourceInfo resource, DocObject document)
    {
        // The kind's own come first: some depend on whether a field with a static default was given.
        if (!resource.IsCustom && Kinds.TryGetValue((resource.GroupVersion.Group, resource.Kind), out var apply))
            apply(document);
        SchemaDefaults.Apply(resource.Schema, document);
        if (resource.IsCustom)
            NullFields.Drop(resource.Schema, document);
    }
}

using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>The built-in resources that the server itself reads.</summary>
internal static class BuiltInResources
{
    public static readonly GroupResource ConfigMaps = new("", "configmaps");
    public static readonly GroupResource Endpoints = new("", "endpoints");
    public static readonly GroupResource LimitRanges = new("", "limitranges");
    public static readonly GroupResource Namespaces = new("", "namespaces");
    public static readonly GroupResource Nodes = new("", "nodes");
    public static readonly GroupResource PersistentVolumeClaims = new("", "persistentvolumeclaims");
    public static readonly GroupResource PersistentVolumes = new("", "persistentvolumes");
    public static readonly GroupResource Pods = new("", "pods");
    public static readonly GroupResource ResourceQuotas = new("", "resourcequotas");
    public static readonly GroupResource Secrets = new("", "secrets");
    public static readonly GroupResource ServiceAccounts = new("", "serviceaccounts");
    public static readonly GroupResource Services = new("", "services");
    public static readonly GroupResource CertificateSigningRequests = new("certificates.k8s.io", "certificatesigningrequests");
    public static readonly GroupResource IngressClasses = new("networking.k8s.io", "ingressclasses");
    public static readonly GroupResource PriorityClasses = new("scheduling.k8s.io", "priorityclasses");
    public static readonly GroupResource RuntimeClasses = new("node.k8s.io", "runtimeclasses");
    public static readonly GroupResource StorageClasses = new("storage.k8s.io", "storageclasses");
    public static readonly GroupResource VolumeAttachments = new("storage.k8s.io", "volumeattachments");
    public static readonly GroupResource ClusterRoleBindings = new("rbac.authorization.k8s.io", "clusterrolebindings");
    public static readonly GroupResource ClusterRoles = new("rbac.authorization.k8s.io", "clusterroles");
    public static readonly GroupResource RoleBindings = new("rbac.authorization.k8s.io", "rolebindings");
    public static readonly GroupResource Roles = new("rbac.authorization.k8s.io", "roles");
    public static readonly GroupResource ResourceClaims = new("resource.k8s.io", "resourceclaims");
    public static readonly GroupResource ResourceSlices = new("resource.k8s.io", "resourceslices");
    public static readonly GroupResource FlowSchemas = new("flowcontrol.apiserver.k8s.io", "flowschemas");
    public static readonly GroupResource PriorityLevels = new("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations");
    public static readonly GroupResource MutatingPolicies = new("admissionregistration.k8s.io", "mutatingadmissionpolicies");
    public static readonly GroupResource MutatingPolicyBindings = new("admissionregistration.k8s.io", "mutatingadmissionpolicybindings");
    public static readonly GroupResource ValidatingPolicies = new("admissionregistration.k8s.io", "validatingadmissionpolicies");
    public static readonly GroupResource ValidatingPolicyBindings = new("admissionregistration.k8s.io", "validatingadmissionpolicybindings");
    public static readonly GroupResource MutatingWebhooks = new("admissionregistration.k8s.io", "mutatingwebhookconfigurations");
    public static readonly GroupResource ValidatingWebhooks = new("admissionregistration.k8s.io", "validatingwebhookconfigurations");
}

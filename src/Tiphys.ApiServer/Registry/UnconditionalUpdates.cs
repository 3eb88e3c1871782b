using System.Collections.Frozen;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>Which kinds can only be replaced by somebody who has read them: a PUT must carry the version it is based on.</summary>
internal static class UnconditionalUpdates
{
    private static readonly FrozenSet<(string Group, string Kind)> Conditional = FrozenSet.ToFrozenSet<(string, string)>(
    [
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"), ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
        ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"), ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"), ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
        ("apiextensions.k8s.io", "CustomResourceDefinition"), ("apiregistration.k8s.io", "APIService"), ("coordination.k8s.io", "Lease"),
        ("node.k8s.io", "RuntimeClass"), ("policy", "PodDisruptionBudget"), ("storage.k8s.io", "CSIDriver"), ("storage.k8s.io", "CSINode"),
        ("storage.k8s.io", "CSIStorageCapacity"), ("storage.k8s.io", "VolumeAttachment"), ("storagemigration.k8s.io", "StorageVersionMigration"),
    ]);

    public static bool AreRefused(ResourceInfo resource) => resource.IsCustom || Conditional.Contains((resource.GroupVersion.Group, resource.Kind));

    /// <summary>What the writer is told. The resource stands where other errors name the kind; so it is upstream.</summary>
    public static ApiException Refusal(WriteRequest request) => ApiException.Invalid(
        request.Resource.GroupVersion.Group,
        request.Resource.Resource,
        request.Name,
        [new("FieldValueInvalid", "Invalid value: 0: must be specified for an update", "metadata.resourceVersion")]);
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Pods and pod templates.</summary>
internal static class PodValidator
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    public static readonly KindValidator Pod = new(Create)
    {
        Change = PodUpdateRules.Validate,
        Status = PodStatusRules.Validate,
        Subresource = PodSubresourceRules.Validate,
        ChecksWholeOnUpdate = false,
    };

    public static readonly KindValidator PodTemplate = new((document, errors) => ValidateTemplate(document.GetObject("template"), FieldPath.Root.Child("template"), errors));

    /// <summary>A template of a workload: labels, annotations and the pod's spec.</summary>
    /// <param name="claims">Names of claims made for each pod, which mounts may use as volumes.</param>
    public static void ValidateTemplate(DocObject? template, FieldPath path, FieldErrors errors, params IReadOnlyCollection<string> claims)
    {
        var metadata = template?.GetObject("metadata");
        Metadata.MetadataRules.ValidateLabels(metadata?.GetObject("labels"), path.Child("labels"), errors);
        Metadata.MetadataRules.ValidateAnnotations(metadata?.GetObject("annotations"), path.Child("annotations"), errors);
        var spec = template?.GetObject("spec") ?? [];
        PodSpecRules.Validate(spec, path.Child("spec"), errors, claims);
        if (spec.GetArray("ephemeralContainers") is { Count: > 0 })
            errors.Forbidden(path.Child("spec", "ephemeralContainers"), "ephemeral containers not allowed in pod template");
    }

    private static void Create(DocObject pod, FieldErrors errors)
    {
        var path = FieldPath.Root.Child("spec");
        var spec = pod.GetObject("spec") ?? [];
        PodSpecRules.Validate(spec, path, errors);
        if (spec.GetArray("ephemeralContainers") is { Count: > 0 })
            errors.Forbidden(path.Child("ephemeralContainers"), "cannot be set on create");
        if (spec.IsSet("nodeName") && spec.GetArray("schedulingGates") is { Count: > 0 })
            errors.Forbidden(path.Child("nodeName"), "cannot be set until all schedulingGates have been cleared");
        if (pod.GetPath("metadata", "annotations", MirrorAnnotation) is DocString mirror && !spec.IsSet("nodeName"))
            errors.Invalid(FieldPath.Root.Child("metadata", "annotations").Key(MirrorAnnotation), mirror, "must set spec.nodeName if mirror pod annotation is set");
    }
}

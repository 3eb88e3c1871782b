using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation.Metadata;

namespace Tiphys.Api.Machinery.Validation.Devices;

/// <summary>Claims on devices, their templates, classes of devices and what drivers offer (resource.k8s.io).</summary>
internal static class DeviceValidators
{
    private const string Group = "resource.k8s.io";
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [(Group, "ResourceClaim")] = new(Claim) { Change = SpecStays, Status = ClaimStatusRules.Validate, ChecksWholeOnUpdate = false },
        [(Group, "ResourceClaimTemplate")] = new(Template) { Change = SpecStays, ChecksWholeOnUpdate = false },
        [(Group, "DeviceClass")] = new(Class),
        [(Group, "ResourceSlice")] = new(SliceRules.Validate) { Change = SliceRules.Change },
    };

    private static void Claim(DocObject claim, FieldErrors errors) =>
        DeviceClaimRules.Validate(claim.GetPath("spec", "devices") as DocObject ?? [], Spec.Child("devices"), errors);

    private static void Template(DocObject template, FieldErrors errors)
    {
        var metadata = template.GetPath("spec", "metadata") as DocObject ?? [];
        MetadataRules.ValidateAnnotations(metadata.GetObject("annotations"), Spec.Child("metadata", "annotations"), errors);
        MetadataRules.ValidateLabels(metadata.GetObject("labels"), Spec.Child("metadata", "labels"), errors);
        DeviceClaimRules.Validate(template.GetPath("spec", "spec", "devices") as DocObject ?? [], Spec.Child("spec", "devices"), errors);
    }

    private static void Class(DocObject deviceClass, FieldErrors errors)
    {
        var spec = deviceClass.GetObject("spec") ?? [];
        DeviceSelectorRules.Validate(spec, Spec, errors);
        foreach (var (entry, at) in DeviceNames.Limited(spec, "config", DeviceNames.MostConfigurations, Spec, errors))
            DeviceClaimRules.ValidateOpaque(entry, at, errors);
        if (spec["extendedResourceName"] is DocString name && !ResourceNames.IsExtended(name.Value))
            errors.Invalid(Spec.Child("extendedResourceName"), name, "must be a valid extended resource name");
    }

    private static void SpecStays(DocObject updated, DocObject old, FieldErrors errors) => errors.Immutable(updated, old, "spec", FieldPath.Root);
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Pods;

namespace Tiphys.Api.Machinery.Validation.Storage;

/// <summary>Persistent volumes.</summary>
internal static class VolumeValidator
{
    private const string NotInline = "may not be specified in the context of inline volumes";
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    private static readonly string[] Plain =
    [
        "accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity", "persistentVolumeReclaimPolicy", "storageClassName", "volumeMode",
        "volumeAttributesClassName",
    ];

    public static readonly KindValidator Validator = new((volume, errors) => Validate(volume.GetObject("spec") ?? [], volume.GetObject("metadata")?.Text("name") ?? "", Spec, errors)) { Change = Change };

    /// <summary>A volume that an attachment holds itself: a CSI volume and little more.</summary>
    public static void ValidateInline(DocObject spec, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["claimRef", "capacity", "nodeAffinity", "storageClassName"])
        {
            if (spec.IsSet(name))
                errors.Forbidden(path.Child(name), NotInline);
        }

        if (spec.GetObject("csi") is null)
            errors.Required(path.Child("csi"), "has to be specified in the context of inline volumes");
        if (spec.IsSet("persistentVolumeReclaimPolicy") && spec.Text("persistentVolumeReclaimPolicy") != "Retain")
            errors.Forbidden(path.Child("persistentVolumeReclaimPolicy"), "may only be Retain in the context of inline volumes");
        if (spec.IsSet("volumeMode") && spec.Text("volumeMode") != "Filesystem")
            errors.Forbidden(path.Child("volumeMode"), "may not specify volumeMode other than Filesystem in the context of inline volumes");
        ClaimValidator.AccessModes(spec, path, errors, "");
        VolumeSourceRules.Validate(spec, "", path, errors);
    }

    private static void Validate(DocObject spec, string name, FieldPath path, FieldErrors errors)
    {
        ClaimValidator.AccessModes(spec, path, errors, "");
        Capacity(spec, path, errors);
        errors.OneOfIfSet(spec, "persistentVolumeReclaimPolicy", path, "Delete", "Recycle", "Retain");
        if (spec.GetObject("nodeAffinity") is { } affinity)
        {
            if (affinity.GetObject("required") is { } required)
                AffinityRules.ValidateNodeSelector(required, path.Child("nodeAffinity", "required"), errors);
            else
                errors.Required(path.Child("nodeAffinity", "required"), "must specify required node constraints");
        }

        VolumeSourceRules.Validate(spec, name, path, errors);
        if (spec.GetPath("hostPath", "path") is DocString { Value: "/" } && spec.Text("persistentVolumeReclaimPolicy") == "Recycle")
            errors.Forbidden(path.Child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
        if (spec.IsSet("storageClassName"))
            errors.InvalidIf(NameFormats.Subdomain(spec.Text("storageClassName")), path.Child("storageClassName"), spec["storageClassName"]);
        errors.OneOfIfGiven(spec, "volumeMode", path, "Block", "Filesystem");
        if (spec["volumeAttributesClassName"] is DocString attributes)
            AttributesClass(spec, attributes, path, errors);
    }

    private static void AttributesClass(DocObject spec, DocString name, FieldPath path, FieldErrors errors)
    {
        if (name.IsEmpty)
            errors.Required(path.Child("volumeAttributesClassName"), "an empty string is disallowed");
        else
            errors.InvalidIf(NameFormats.Subdomain(name.Value), path.Child("volumeAttributesClassName"), name);
        if (spec.GetObject("csi") is null)
            errors.Required(path.Child("csi"), "has to be specified when using volumeAttributesClassName");
    }

    private static void Capacity(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var at = path.Child("capacity");
        var capacity = spec.GetObject("capacity") ?? [];
        if (capacity.Count == 0)
            errors.Required(at);
        if (capacity.Count != 1 || !capacity.ContainsKey("storage"))
            errors.NotSupported(at, spec["capacity"] ?? DocNull.Instance, "storage");
        foreach (var (name, value) in capacity)
        {
            var amount = SharedRules.QuantityOf(value);
            if (amount is { Sign: < 0 } negative)
                errors.Invalid(at.Key(name), negative.Value, "must be a valid resource quantity");
            if (amount is { Sign: <= 0 })
                errors.Invalid(at.Key(name), value, "must be greater than zero");
        }
    }

    private static void Change(DocObject updated, DocObject old, FieldErrors errors)
    {
        var (spec, before) = (updated.GetObject("spec") ?? [], old.GetObject("spec") ?? []);
        if (spec.Names.Union(before.Names).Any(name => !Plain.Contains(name) && !SemanticEquality.AreEqual(Source(spec, before, name), before[name])))
            errors.Forbidden(Spec.Child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation");
        errors.Immutable(spec, before, "volumeMode", FieldPath.Root);
        if (before.GetObject("nodeAffinity") is not null)
            errors.Immutable(spec, before, "nodeAffinity", FieldPath.Root);
        if (before["volumeAttributesClassName"] is DocString && spec["volumeAttributesClassName"] is not DocString)
            errors.Forbidden(Spec.Child("volumeAttributesClassName"), "update from non-nil value to nil is forbidden");
    }

    // The secret for growing a volume may be added later.
    private static DocNode? Source(DocObject spec, DocObject before, string name)
    {
        if (name != "csi" || spec.GetObject("csi") is not { } csi || before.GetObject("csi") is not { } old || old.ContainsKey("controllerExpandSecretRef"))
            return spec[name];
        var copy = csi.Clone();
        copy.Remove("controllerExpandSecretRef");
        return copy;
    }
}

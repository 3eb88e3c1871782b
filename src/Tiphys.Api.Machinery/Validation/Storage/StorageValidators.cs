using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Pods;

namespace Tiphys.Api.Machinery.Validation.Storage;

/// <summary>Persistent volumes, storage classes, CSI objects, attachments.</summary>
internal static class StorageValidators
{
    private const string Group = "storage.k8s.io";
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    private static readonly string[] Plain =
    [
        "accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity", "persistentVolumeReclaimPolicy", "storageClassName", "volumeMode",
        "volumeAttributesClassName",
    ];

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("", "PersistentVolumeClaim")] = ClaimValidator.Validator,
        [("", "PersistentVolume")] = new(Volume) { Change = VolumeChange },
        [(Group, "StorageClass")] = new(Class) { Change = ClassChange },
        [(Group, "CSIDriver")] = new(Driver) { Change = DriverChange },
        [(Group, "CSINode")] = new(Node),
        [(Group, "VolumeAttachment")] = new(Attachment) { Change = (updated, old, errors) => errors.Immutable(updated, old, "spec", FieldPath.Root) },
        [(Group, "VolumeAttributesClass")] = new(Attributes) { Change = AttributesChange },
        [(Group, "CSIStorageCapacity")] = new(Capacity) { Change = CapacityChange },
    };

    private static void Volume(DocObject volume, FieldErrors errors)
    {
        var spec = volume.GetObject("spec") ?? [];
        ClaimValidator.AccessModes(spec, Spec, errors);
        if (spec.GetObject("capacity") is not { Count: > 0 } capacity)
            errors.Required(Spec.Child("capacity"));
        else if (capacity.Count > 1 || !capacity.ContainsKey("storage"))
            errors.NotSupported(Spec.Child("capacity"), capacity, "storage");
        else if (SharedRules.QuantityOf(capacity["storage"]) is { Sign: <= 0 })
            errors.Invalid(Spec.Child("capacity").Key("storage"), capacity["storage"], "must be greater than zero");
        errors.OneOfIfSet(spec, "persistentVolumeReclaimPolicy", Spec, "Delete", "Recycle", "Retain");
        errors.OneOfIfSet(spec, "volumeMode", Spec, "Block", "Filesystem");
        if (spec.GetPath("nodeAffinity", "required") is DocObject required)
            AffinityRules.ValidateNodeSelector(required, Spec.Child("nodeAffinity", "required"), errors);
        var sources = spec.Where(member => member.Value is DocObject && !Plain.Contains(member.Key)).ToArray();
        if (sources.Length == 0)
            errors.Required(Spec, "must specify a volume type");
        foreach (var (name, _) in sources.Skip(1))
            errors.Forbidden(Spec.Child(name), "may not specify more than 1 volume type");
        if (spec.GetObject("hostPath") is { } hostPath)
            VolumeRules.HostPath(hostPath, Spec.Child("hostPath"), errors);
        if (spec.GetObject("local") is { } local)
        {
            errors.RequiredText(local, "path", Spec.Child("local"));
            if (spec.GetPath("nodeAffinity", "required") is null)
                errors.Required(Spec.Child("nodeAffinity"), "Local volume requires node affinity");
        }

        if (spec.GetObject("csi") is not { } csi)
            return;
        errors.RequiredText(csi, "driver", Spec.Child("csi"));
        errors.RequiredText(csi, "volumeHandle", Spec.Child("csi"));
    }

    private static void VolumeChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        var spec = updated.GetObject("spec") ?? [];
        var before = old.GetObject("spec") ?? [];
        var sources = spec.Names.Union(before.Names).Where(name => !Plain.Contains(name));
        if (sources.Any(name => spec[name] is (DocObject or null) && before[name] is (DocObject or null) && !spec[name].SameAs(before[name])))
            errors.Forbidden(Spec.Child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation");
        errors.Immutable(spec, before, "volumeMode", Spec);
        if (before.ContainsKey("nodeAffinity"))
            errors.Immutable(spec, before, "nodeAffinity", Spec);
    }

    private static void Class(DocObject storageClass, FieldErrors errors)
    {
        if (!storageClass.IsSet("provisioner"))
            errors.Required(FieldPath.Root.Child("provisioner"));
        else
            errors.InvalidIf(NameFormats.QualifiedName(storageClass.Text("provisioner").ToLowerInvariant()), FieldPath.Root.Child("provisioner"), storageClass["provisioner"]);
        errors.OneOfIfSet(storageClass, "reclaimPolicy", FieldPath.Root, "Delete", "Retain");
        errors.OneOf(storageClass, "volumeBindingMode", FieldPath.Root, "Immediate", "WaitForFirstConsumer");
        foreach (var (key, _) in storageClass.GetObject("parameters") ?? [])
        {
            if (key.Length == 0)
                errors.Invalid(FieldPath.Root.Child("parameters"), key, "field can not be empty.");
        }
    }

    private static void ClassChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        foreach (var name in (string[])["parameters", "provisioner", "reclaimPolicy"])
        {
            if (!updated[name].SameAs(old[name]))
                errors.Forbidden(FieldPath.Root.Child(name), "updates to " + name + " are forbidden.");
        }

        errors.Immutable(updated, old, "volumeBindingMode", FieldPath.Root);
    }

    private static void Driver(DocObject driver, FieldErrors errors)
    {
        var spec = driver.GetObject("spec") ?? [];
        foreach (var name in (string[])["attachRequired", "podInfoOnMount"])
        {
            if (!spec.ContainsKey(name))
                errors.Required(Spec.Child(name));
        }

        foreach (var (mode, at) in spec.Texts("volumeLifecycleModes", Spec))
        {
            if (mode is not ("Persistent" or "Ephemeral"))
                errors.NotSupported(at, mode, "Ephemeral", "Persistent");
        }

        errors.OneOfIfSet(spec, "fsGroupPolicy", Spec, "ReadWriteOnceWithFSType", "File", "None");
    }

    private static void DriverChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        foreach (var name in (string[])["attachRequired", "volumeLifecycleModes"])
            errors.Immutable(updated.GetObject("spec"), old.GetObject("spec"), name, Spec);
    }

    private static void Node(DocObject node, FieldErrors errors)
    {
        var names = new HashSet<string>();
        foreach (var (driver, at) in node.GetObject("spec")?.Items("drivers", Spec) ?? [])
        {
            errors.RequiredText(driver, "name", at);
            errors.RequiredText(driver, "nodeID", at);
            if (!names.Add(driver.Text("name")))
                errors.Duplicate(at.Child("name"), driver["name"]);
            errors.NonNegative(driver.GetObject("allocatable"), "count", at.Child("allocatable"));
        }
    }

    private static void Attachment(DocObject attachment, FieldErrors errors)
    {
        var spec = attachment.GetObject("spec") ?? [];
        errors.RequiredText(spec, "attacher", Spec);
        errors.RequiredText(spec, "nodeName", Spec);
        var source = spec.GetObject("source") ?? [];
        if (!source.IsSet("persistentVolumeName") && source.GetObject("inlineVolumeSpec") is null)
            errors.Required(Spec.Child("source"), "must specify either inlineVolumeSpec or persistentVolumeName");
    }

    private static void Attributes(DocObject attributes, FieldErrors errors)
    {
        errors.RequiredText(attributes, "driverName", FieldPath.Root);
        if (attributes.GetObject("parameters") is not { Count: > 0 })
            errors.Required(FieldPath.Root.Child("parameters"), "must contain at least one key/value pair");
    }

    private static void AttributesChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        foreach (var name in (string[])["driverName", "parameters"])
        {
            if (!updated[name].SameAs(old[name]))
                errors.Forbidden(FieldPath.Root.Child(name), "updates to " + name + " are forbidden.");
        }
    }

    private static void Capacity(DocObject capacity, FieldErrors errors)
    {
        if (!capacity.IsSet("storageClassName"))
            errors.Required(FieldPath.Root.Child("storageClassName"));
        else
            errors.InvalidIf(NameFormats.Subdomain(capacity.Text("storageClassName")), FieldPath.Root.Child("storageClassName"), capacity["storageClassName"]);
        SharedRules.LabelSelector(errors, capacity.GetObject("nodeTopology"), FieldPath.Root.Child("nodeTopology"));
        SharedRules.NonNegativeQuantity(errors, capacity["capacity"], FieldPath.Root.Child("capacity"));
    }

    private static void CapacityChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        errors.Immutable(updated, old, "nodeTopology", FieldPath.Root);
        errors.Immutable(updated, old, "storageClassName", FieldPath.Root);
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Storage;

/// <summary>Persistent volume claims.</summary>
internal static class ClaimValidator
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly KindValidator Validator = new((claim, errors) => ValidateSpec(claim.GetObject("spec") ?? [], Spec, errors)) { Change = Change };

    public static void ValidateSpec(DocObject spec, FieldPath path, FieldErrors errors)
    {
        AccessModes(spec, path, errors);
        SharedRules.LabelSelector(errors, spec.GetObject("selector"), path.Child("selector"));
        var at = path.Child("resources").Key("storage");
        if (spec.GetPath("resources", "requests", "storage") is not { } storage)
            errors.Required(at);
        else if (SharedRules.QuantityOf(storage) is { Sign: <= 0 })
            errors.Invalid(at, storage, "must be greater than zero");
        if (spec.IsSet("storageClassName"))
            errors.InvalidIf(NameFormats.Subdomain(spec.Text("storageClassName")), path.Child("storageClassName"), spec["storageClassName"]);
        errors.OneOfIfGiven(spec, "volumeMode", path, "Block", "Filesystem");
        foreach (var name in (string[])["dataSource", "dataSourceRef"])
        {
            if (spec.GetObject(name) is not { } source)
                continue;
            errors.RequiredText(source, "name", path.Child(name));
            errors.RequiredText(source, "kind", path.Child(name));
            if (source.Text("apiGroup").Length == 0 && source.Text("kind") != "PersistentVolumeClaim")
                errors.Invalid(path.Child(name), source["kind"], "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }
    }

    /// <summary>The access modes of claims and volumes.</summary>
    public static void AccessModes(DocObject spec, FieldPath path, FieldErrors errors, string missing = "at least 1 access mode is required")
    {
        var at = path.Child("accessModes");
        if (spec.GetArray("accessModes") is not { Count: > 0 } modes)
        {
            errors.Required(at, missing);
            return;
        }

        foreach (var (mode, _) in spec.Texts("accessModes", path))
        {
            if (mode is not ("ReadWriteOnce" or "ReadOnlyMany" or "ReadWriteMany" or "ReadWriteOncePod"))
                errors.NotSupported(at, mode, "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
        }

        if (modes.Count > 1 && modes.Strings().Contains("ReadWriteOncePod"))
            errors.Forbidden(at, "may not use ReadWriteOncePod with other access modes");
    }

    private static void Change(DocObject updated, DocObject old, FieldErrors errors)
    {
        var spec = updated.GetObject("spec")?.Clone() ?? [];
        var before = old.GetObject("spec") ?? [];
        var bound = (old.GetObject("status")?.Text("phase") ?? "") == "Bound";
        var at = Spec.Child("resources", "requests", "storage");
        var (now, then) = (SharedRules.QuantityOf(spec.GetPath("resources", "requests", "storage")), SharedRules.QuantityOf(before.GetPath("resources", "requests", "storage")));
        var capacity = SharedRules.QuantityOf(old.GetPath("status", "capacity", "storage"));
        if (now < then && !(capacity is not null && now > capacity))
            errors.Forbidden(at, "field can not be less than previous value");

        // What may change: a size once bound, the volume's name until bound, a class where there was none, the attributes' class.
        if (bound)
            spec["resources"] = before["resources"];
        if (before.Text("volumeName").Length == 0)
            spec["volumeName"] = before["volumeName"];
        if (!before.ContainsKey("storageClassName"))
            spec["storageClassName"] = null;
        spec["volumeAttributesClassName"] = before["volumeAttributesClassName"];
        if (!SemanticEquality.AreEqual(spec, before, zerosToo: true))
            errors.Forbidden(Spec, "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Storage;

/// <summary>Storage classes, attachments and classes of attributes; and where the rules of the other kinds of storage are.</summary>
internal static class StorageValidators
{
    private const string Group = "storage.k8s.io";
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("", "PersistentVolumeClaim")] = ClaimValidator.Validator,
        [("", "PersistentVolume")] = VolumeValidator.Validator,
        [(Group, "StorageClass")] = new(Class) { Change = ClassChange, ChecksWholeOnUpdate = false },
        [(Group, "CSIDriver")] = CsiValidators.Driver,
        [(Group, "CSINode")] = CsiValidators.Node,
        [(Group, "CSIStorageCapacity")] = CsiValidators.Capacity,
        [(Group, "VolumeAttachment")] = new(Attachment) { Change = (updated, old, errors) => errors.Immutable(updated, old, "spec", FieldPath.Root) },
        [(Group, "VolumeAttributesClass")] = new(Attributes) { Change = AttributesChange },
    };

    private static void Class(DocObject storageClass, FieldErrors errors)
    {
        Provisioner(storageClass, "provisioner", errors);
        Parameters(storageClass, errors);
        errors.OneOfIfSet(storageClass, "reclaimPolicy", FieldPath.Root, "Delete", "Retain");
        if (storageClass["volumeBindingMode"] is not DocString)
            errors.Required(FieldPath.Root.Child("volumeBindingMode"));
        else
            errors.Supported(storageClass, "volumeBindingMode", FieldPath.Root, "Immediate", "WaitForFirstConsumer");
        var seen = new HashSet<DocNode?>(DocNodeComparer.Instance);
        foreach (var (term, at) in storageClass.Items("allowedTopologies", FieldPath.Root))
        {
            Topology(term, at, errors);
            if (!seen.Add(term["matchLabelExpressions"] ?? new DocArray()))
                errors.Duplicate(at.Child("matchLabelExpressions"), "");
        }
    }

    private static void Topology(DocObject term, FieldPath path, FieldErrors errors)
    {
        var keys = new HashSet<string>();
        foreach (var (expression, at) in term.Items("matchLabelExpressions", path))
        {
            if (expression.GetArray("values") is not { Count: > 0 })
                errors.Required(at.Child("values"));
            var values = new HashSet<string>();
            foreach (var (value, valueAt) in expression.Texts("values", at))
            {
                if (!values.Add(value))
                    errors.Duplicate(valueAt, value);
            }

            errors.InvalidIf(NameFormats.QualifiedName(expression.Text("key")), at.Child("key"), expression.Text("key"));
            if (!keys.Add(expression.Text("key")))
                errors.Duplicate(at.Child("key"), expression.Text("key"));
        }
    }

    private static void Provisioner(DocObject owner, string name, FieldErrors errors)
    {
        var value = owner.Text(name).ToLowerInvariant();
        if (value.Length == 0)
            errors.Required(FieldPath.Root.Child(name));
        else
            errors.InvalidIf(NameFormats.QualifiedName(value), FieldPath.Root.Child(name), value);
    }

    private static void Parameters(DocObject owner, FieldErrors errors)
    {
        const int MostParameters = 512;
        const int MostBytes = 256 * 1024;
        var parameters = owner.GetObject("parameters") ?? [];
        var path = FieldPath.Root.Child("parameters");
        if (parameters.Count > MostParameters)
        {
            errors.TooLong(path, MostParameters);
            return;
        }

        if (parameters.ContainsKey(""))
            errors.Invalid(path, "", "field can not be empty.");
        if (parameters.Sum(entry => entry.Key.Length + ((entry.Value as DocString)?.Value.Length ?? 0)) > MostBytes)
            errors.TooLong(path, MostBytes);
    }

    private static void ClassChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        foreach (var name in (string[])["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"])
            errors.Immutable(updated, old, name, FieldPath.Root);
    }

    private static void Attachment(DocObject attachment, FieldErrors errors)
    {
        const string OneSource = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        var spec = attachment.GetObject("spec") ?? [];
        CsiValidators.DriverName(spec.Text("attacher"), Spec.Child("attacher"), errors);
        var source = spec.GetObject("source") ?? [];
        var inline = source.GetObject("inlineVolumeSpec");
        var name = source["persistentVolumeName"] as DocString;
        var at = Spec.Child("source");
        if (inline is null && name is null)
            errors.Required(at, OneSource);
        else if (inline is not null && name is not null)
            errors.Forbidden(at, OneSource);
        else if (name is { IsEmpty: true })
            errors.Required(at.Child("persistentVolumeName"), "must specify non empty persistentVolumeName");
        else if (inline is not null)
            VolumeValidator.ValidateInline(inline, at.Child("inlineVolumeSpec"), errors);
        errors.InvalidIf(NameFormats.Subdomain(spec.Text("nodeName")), Spec.Child("nodeName"), spec.Text("nodeName"));
        if (name is not null)
            errors.InvalidIf(NameFormats.Subdomain(name.Value), at.Child("persistentVolumeName"), name);
    }

    private static void Attributes(DocObject attributes, FieldErrors errors)
    {
        Provisioner(attributes, "driverName", errors);
        Parameters(attributes, errors);
        if (attributes.GetObject("parameters") is not { Count: > 0 })
            errors.Required(FieldPath.Root.Child("parameters"), "must contain at least one key/value pair");
    }

    private static void AttributesChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        foreach (var name in (string[])["driverName", "parameters"])
        {
            if (!updated[name].SameAs(old[name]))
                errors.Forbidden(FieldPath.Root.Child(name), $"updates to {name} are forbidden.");
        }
    }
}

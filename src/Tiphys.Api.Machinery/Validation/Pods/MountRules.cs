using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Where a container mounts volumes and block devices.</summary>
internal static class MountRules
{
    public static void Validate(DocObject container, DocObject spec, IReadOnlySet<string> volumes, FieldPath path, FieldErrors errors)
    {
        var paths = new HashSet<string>();
        var devicePaths = new HashSet<string>();
        foreach (var (mount, at) in container.Items("volumeMounts", path))
        {
            ValidateName(mount, volumes, at, errors);
            if (!mount.IsSet("mountPath"))
                errors.Required(at.Child("mountPath"));
            else if (!paths.Add(mount.Text("mountPath")))
                errors.Invalid(at.Child("mountPath"), mount["mountPath"], "must be unique");
            if (HasOther(container, "volumeDevices", "name", mount["name"]))
                errors.Invalid(at.Child("name"), mount["name"], "must not already exist in volumeDevices");
            if (HasOther(container, "volumeDevices", "devicePath", mount["mountPath"]))
                errors.Invalid(at.Child("mountPath"), mount["mountPath"], "must not already exist as a path in volumeDevices");
            ValidateSubPath(mount, at, path.Child("volumeMounts"), errors);
            ValidatePropagation(mount, container, path.Child("volumeMounts"), errors);
        }

        var devices = new HashSet<string>();
        foreach (var (device, at) in container.Items("volumeDevices", path))
        {
            if (device.IsSet("name") && !devices.Add(device.Text("name")))
                errors.Invalid(at.Child("name"), device["name"], "must be unique");
            if (spec.GetArray("volumes")?.Objects().FirstOrDefault(volume => volume.Text("name") == device.Text("name")) is { } source && !IsClaim(source))
                errors.Invalid(at.Child("name"), device["name"], "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            ValidateName(device, volumes, at, errors);
            if (!device.IsSet("devicePath"))
                errors.Required(at.Child("devicePath"));
            else if (!devicePaths.Add(device.Text("devicePath")))
                errors.Invalid(at.Child("devicePath"), device["devicePath"], "must be unique");
            SharedRules.NoBackSteps(errors, device.Text("devicePath"), at.Child("devicePath"));
            if (HasOther(container, "volumeMounts", "name", device["name"]))
                errors.Invalid(at.Child("name"), device["name"], "must not already exist in volumeMounts");
            if (HasOther(container, "volumeMounts", "mountPath", device["devicePath"]))
                errors.Invalid(at.Child("devicePath"), device["devicePath"], "must not already exist as a path in volumeMounts");
        }
    }

    private static bool HasOther(DocObject container, string list, string name, DocNode? value) =>
        value is DocString { IsEmpty: false } && (container.GetArray(list)?.Objects().Any(other => value.SameAs(other[name])) ?? false);

    private static bool IsClaim(DocObject volume) => volume.ContainsKey("persistentVolumeClaim") || volume.ContainsKey("ephemeral");

    private static void ValidateName(DocObject mount, IReadOnlySet<string> volumes, FieldPath path, FieldErrors errors)
    {
        if (!mount.IsSet("name"))
            errors.Required(path.Child("name"));
        if (!volumes.Contains(mount.Text("name")))
            errors.NotFound(path.Child("name"), mount["name"]);
    }

    private static void ValidateSubPath(DocObject mount, FieldPath element, FieldPath path, FieldErrors errors)
    {
        if (mount.IsSet("subPath"))
            SharedRules.LocalPath(errors, mount.Text("subPath"), path.Child("subPath"));
        if (!mount.IsSet("subPathExpr"))
            return;
        if (mount.IsSet("subPath"))
            errors.Invalid(element.Child("subPathExpr"), mount["subPathExpr"], "subPathExpr and subPath are mutually exclusive");
        SharedRules.LocalPath(errors, mount.Text("subPathExpr"), path.Child("subPathExpr"));
    }

    private static void ValidatePropagation(DocObject mount, DocObject container, FieldPath path, FieldErrors errors)
    {
        errors.OneOfIfGiven(mount, "mountPropagation", path, "Bidirectional", "HostToContainer", "None");
        if (mount.Text("mountPropagation") == "Bidirectional" && container.GetObject("securityContext")?.GetBool("privileged") != true)
            errors.Forbidden(path.Child("mountPropagation"), "Bidirectional mount propagation is available only to privileged containers");
        errors.OneOfIfGiven(mount, "recursiveReadOnly", path, "Disabled", "Enabled", "IfPossible");
        if (mount.Text("recursiveReadOnly") is "IfPossible" or "Enabled" && mount.GetBool("readOnly") != true)
            errors.Forbidden(path.Child("recursiveReadOnly"), "may only be specified when readOnly is true");
    }
}

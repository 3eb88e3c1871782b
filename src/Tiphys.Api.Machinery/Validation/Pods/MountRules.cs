using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Where a container mounts volumes and block devices.</summary>
internal static class MountRules
{
    public static void Validate(DocObject container, IReadOnlySet<string> volumes, FieldPath path, FieldErrors errors)
    {
        var paths = new HashSet<string>();
        foreach (var (mount, at) in container.Items("volumeMounts", path))
        {
            ValidateName(mount, volumes, at, errors);
            if (!mount.IsSet("mountPath"))
                errors.Required(at.Child("mountPath"));
            else if (!paths.Add(mount.Text("mountPath")))
                errors.Invalid(at.Child("mountPath"), mount["mountPath"], "must be unique");
            ValidateSubPath(mount, path.Child("volumeMounts"), errors);
            ValidatePropagation(mount, container, path.Child("volumeMounts"), errors);
        }

        foreach (var (device, at) in container.Items("volumeDevices", path))
        {
            ValidateName(device, volumes, at, errors);
            if (!device.IsSet("devicePath"))
                errors.Required(at.Child("devicePath"));
            else if (!paths.Add(device.Text("devicePath")))
                errors.Invalid(at.Child("devicePath"), device["devicePath"], "must be unique");
            SharedRules.NoBackSteps(errors, device.Text("devicePath"), at.Child("devicePath"));
        }
    }

    private static void ValidateName(DocObject mount, IReadOnlySet<string> volumes, FieldPath path, FieldErrors errors)
    {
        if (!mount.IsSet("name"))
            errors.Required(path.Child("name"));
        if (!volumes.Contains(mount.Text("name")))
            errors.NotFound(path.Child("name"), mount["name"]);
    }

    private static void ValidateSubPath(DocObject mount, FieldPath path, FieldErrors errors)
    {
        if (mount.IsSet("subPath"))
            SharedRules.LocalPath(errors, mount.Text("subPath"), path.Child("subPath"));
        if (!mount.IsSet("subPathExpr"))
            return;
        if (mount.IsSet("subPath"))
            errors.Invalid(path.Child("subPathExpr"), mount["subPathExpr"], "subPathExpr and subPath are mutually exclusive");
        SharedRules.LocalPath(errors, mount.Text("subPathExpr"), path.Child("subPathExpr"));
    }

    private static void ValidatePropagation(DocObject mount, DocObject container, FieldPath path, FieldErrors errors)
    {
        errors.OneOfIfSet(mount, "mountPropagation", path, "Bidirectional", "HostToContainer", "None");
        if (mount.Text("mountPropagation") == "Bidirectional" && container.GetObject("securityContext")?.GetBool("privileged") != true)
            errors.Forbidden(path.Child("mountPropagation"), "Bidirectional mount propagation is available only to privileged containers");
        errors.OneOfIfSet(mount, "recursiveReadOnly", path, "Disabled", "Enabled", "IfPossible");
        if (mount.Text("recursiveReadOnly") is "IfPossible" or "Enabled" && mount.GetBool("readOnly") != true)
            errors.Forbidden(path.Child("recursiveReadOnly"), "may only be specified when readOnly is true");
    }
}

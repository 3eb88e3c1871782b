using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>A pod's volumes.</summary>
internal static class VolumeRules
{
    // The first of these that is there is the source; the others are refused.
    private static readonly string[] InOrder =
    [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi", "glusterfs", "flocker",
        "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume",
        "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
    ];

    /// <summary>Judges the volumes.</summary>
    /// <returns>Their names, which mounts may use.</returns>
    public static HashSet<string> Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>();
        foreach (var (volume, at) in spec.Items("volumes", path))
        {
            var name = volume.Text("name");
            var before = errors.Causes.Count;
            ValidateSource(volume, at, errors);
            if (name.Length == 0)
                errors.Required(at.Child("name"));
            else if (NameFormats.Label1123(name) is { } wrong)
                errors.InvalidIf(wrong, at.Child("name"), name);
            else if (names.Contains(name))
                errors.Duplicate(at.Child("name"), name);

            // A volume that is wrong cannot be mounted either.
            if (errors.Causes.Count == before)
                names.Add(name);
        }

        return names;
    }

    /// <summary>A key of a map put at a path.</summary>
    public static void ValidateKeys(DocObject source, FieldPath path, FieldErrors errors)
    {
        ValidateMode(source, "defaultMode", path, errors);
        foreach (var (item, at) in source.Items("items", path))
        {
            errors.RequiredText(item, "key", at);
            ValidateItemPath(item, at, errors);
            ValidateMode(item, "mode", at, errors);
        }
    }

    private static void ValidateSource(DocObject volume, FieldPath path, FieldErrors errors)
    {
        var found = false;
        foreach (var name in InOrder)
        {
            if (volume.GetObject(name) is not { } source)
                continue;
            if (found)
                errors.Forbidden(path.Child(name is "cephfs" or "downwardAPI" ? Misspelt(name) : name), "may not specify more than 1 volume type");
            else
                ValidateOne(name, source, path.Child(name), errors);
            if (!found)
                OldVolumeRules.Validate(name, source, volume, path, errors);
            found = true;
        }

        if (!found)
            errors.Required(path, "must specify a volume type");
    }

    // Upstream's errors name these two fields otherwise than the API does.
    private static string Misspelt(string name) => name == "cephfs" ? "cephFS" : "downwarAPI";

    private static void ValidateOne(string name, DocObject source, FieldPath path, FieldErrors errors)
    {
        switch (name)
        {
            case "emptyDir" when SharedRules.QuantityOf(source["sizeLimit"]) is { Sign: < 0 }:
                errors.Forbidden(path.Child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
                break;
            case "hostPath":
                HostPath(source, path, errors);
                break;
            case "secret":
                errors.RequiredText(source, "secretName", path);
                ValidateKeys(source, path, errors);
                break;
            case "configMap":
                errors.RequiredText(source, "name", path);
                ValidateKeys(source, path, errors);
                break;
            case "persistentVolumeClaim":
                errors.RequiredText(source, "claimName", path);
                break;
            case "nfs":
                NetworkShare(source, path, errors);
                break;
            case "downwardAPI":
                DownwardItems(source, path, errors);
                break;
            case "projected":
                ProjectedVolumeRules.Validate(source, path, errors);
                break;
            case "csi":
                Csi(source, path, errors);
                break;
            case "ephemeral":
                Ephemeral(source, path, errors);
                break;
        }
    }

    private static void Csi(DocObject source, FieldPath path, FieldErrors errors)
    {
        Storage.CsiValidators.DriverName(source.Text("driver"), path.Child("driver"), errors);
        if (source.GetObject("nodePublishSecretRef") is not { } secret)
            return;
        if (!secret.IsSet("name"))
            errors.Required(path.Child("nodePublishSecretRef", "name"));
        else
            errors.InvalidIf(NameFormats.Subdomain(secret.Text("name")), path.Child("name"), secret["name"]);
    }

    public static void NetworkShare(DocObject source, FieldPath path, FieldErrors errors)
    {
        errors.RequiredText(source, "server", path);
        errors.RequiredText(source, "path", path);
        if (!source.Text("path").StartsWith('/'))
            errors.Invalid(path.Child("path"), source["path"], "must be an absolute path");
    }

    public static void HostPath(DocObject source, FieldPath path, FieldErrors errors)
    {
        if (!source.IsSet("path"))
            errors.Required(path.Child("path"));
        else
            SharedRules.NoBackSteps(errors, source.Text("path"), path.Child("path"));
        errors.OneOfIfGiven(
            source, "type", path, "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
    }

    public static void DownwardItems(DocObject source, FieldPath path, FieldErrors errors)
    {
        ValidateMode(source, "defaultMode", path, errors);
        foreach (var (item, _) in source.Items("items", path))
        {
            // These errors name the volume, not the item.
            var at = path;
            ValidateItemPath(item, at, errors);
            if (item.GetObject("fieldRef") is { } field)
            {
                EnvironmentRules.ValidateFieldRef(field, inVolume: true, at.Child("fieldRef"), errors);
                if (item.ContainsKey("resourceFieldRef"))
                    errors.Invalid(at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
            else if (item.GetObject("resourceFieldRef") is { } resource)
                EnvironmentRules.ValidateResourceRef(resource, inVolume: true, at.Child("resourceFieldRef"), errors);
            else
                errors.Required(at, "one of fieldRef and resourceFieldRef is required");
            ValidateMode(item, "mode", at, errors);
        }
    }

    private static void Ephemeral(DocObject source, FieldPath path, FieldErrors errors)
    {
        if (source.GetObject("volumeClaimTemplate") is not { } template)
        {
            errors.Required(path.Child("volumeClaimTemplate"));
            return;
        }

        var metadata = template.GetObject("metadata") ?? [];
        var at = path.Child("volumeClaimTemplate", "metadata");
        Metadata.MetadataRules.ValidateAnnotations(metadata.GetObject("annotations"), at.Child("annotations"), errors);
        Metadata.MetadataRules.ValidateLabels(metadata.GetObject("labels"), at.Child("labels"), errors);
        Storage.ClaimValidator.ValidateSpec(template.GetObject("spec") ?? [], path.Child("volumeClaimTemplate", "spec"), errors);
    }

    private static void ValidateItemPath(DocObject item, FieldPath path, FieldErrors errors)
    {
        if (!item.IsSet("path"))
        {
            errors.Required(path.Child("path"));
            return;
        }

        SharedRules.LocalPath(errors, item.Text("path"), path.Child("path"));
        if (item.Text("path").StartsWith("..", StringComparison.Ordinal) && !item.Text("path").Split('/').Contains(".."))
            errors.Invalid(path.Child("path"), item["path"], "must not start with '..'");
    }

    public static void ValidateMode(DocObject owner, string name, FieldPath path, FieldErrors errors)
    {
        const int LargestMode = 511;
        if (owner.GetInt64(name) is < 0 or > LargestMode)
            errors.Invalid(path.Child(name), owner[name], "must be a number between 0 and 0777 (octal), both inclusive");
    }
}

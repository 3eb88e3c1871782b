using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Volumes of storage systems that Kubernetes knows by name, mostly served by CSI drivers or by nobody today.</summary>
internal static class OldVolumeRules
{
    private const int LongestIscsiName = 64;
    private const string BlobForm = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
    private const string ManagedForm = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
    private const string QuobyteForm = "must be a host:port pair or multiple pairs separated by commas";
    private const string IscsiForm = "must be valid format starting with iqn, eui, or naa";

    private static readonly Dictionary<string, string[]> RequiredTexts = new()
    {
        ["awsElasticBlockStore"] = ["volumeID"],
        ["glusterfs"] = ["endpoints", "path"],
        ["azureDisk"] = ["diskName", "diskURI"],
        ["azureFile"] = ["secretName", "shareName"],
        ["gitRepo"] = ["repository"],
        ["cinder"] = ["volumeID"],
        ["vsphereVolume"] = ["volumePath"],
        ["flexVolume"] = ["driver"],
        ["portworxVolume"] = ["volumeID"],
        ["photonPersistentDisk"] = ["pdID"],
        ["iscsi"] = ["targetPortal", "iqn"],
    };

    /// <summary>Judges a volume's source; one that has no rules of this kind is left alone.</summary>
    /// <param name="volume">The volume it is of.</param>
    public static void Validate(string name, DocObject source, DocObject volume, FieldPath path, FieldErrors errors)
    {
        var at = path.Child(name);
        foreach (var text in RequiredTexts.GetValueOrDefault(name, []))
            errors.RequiredText(source, text, at);
        switch (name)
        {
            case "gcePersistentDisk":
                errors.RequiredText(source, "pdName", path.Child("persistentDisk"));
                Partition(source, path.Child("persistentDisk"), errors);
                break;
            case "awsElasticBlockStore":
                Partition(source, at, errors);
                break;
            case "iscsi":
                Iscsi(source, volume, path, errors);
                break;
            case "fc":
                FibreChannel(source, at, errors);
                break;
            case "rbd" or "cephfs":
                if (source.GetArray("monitors") is not { Count: > 0 })
                    errors.Required(at.Child("monitors"));
                if (name == "rbd")
                    errors.RequiredText(source, "image", at);
                break;
            case "azureDisk":
                AzureDisk(source, at, errors);
                break;
            case "flocker":
                Flocker(source, at, errors);
                break;
            case "quobyte":
                Quobyte(source, at, errors);
                break;
            case "scaleIO":
                foreach (var text in (string[])["gateway", "system", "volumeName"])
                    errors.RequiredText(source, text, at);
                break;
            case "storageos":
                if (!source.IsSet("volumeName"))
                    errors.Required(at.Child("volumeName"));
                else
                    errors.InvalidIf(NameFormats.Label1123(source.Text("volumeName")), at.Child("volumeName"), source["volumeName"]);
                break;
            case "image":
                errors.RequiredText(source, "reference", at);
                errors.OneOfIfSet(source, "pullPolicy", at, "Always", "IfNotPresent", "Never");
                break;
        }
    }

    private static void AzureDisk(DocObject source, FieldPath path, FieldErrors errors)
    {
        errors.OneOfIfGiven(source, "cachingMode", path, "None", "ReadOnly", "ReadWrite");
        errors.OneOfIfGiven(source, "kind", path, "Dedicated", "Managed", "Shared");
        var address = source.Text("diskURI");
        if (source.Text("kind") == "Managed" && !address.StartsWith("/subscriptions/", StringComparison.Ordinal))
            errors.NotSupported(path.Child("diskURI"), address, ManagedForm);
        if (source["kind"] is DocString { Value: not "Managed" } && !address.StartsWith("https://", StringComparison.Ordinal))
            errors.NotSupported(path.Child("diskURI"), address, BlobForm);
    }

    private static void Partition(DocObject source, FieldPath path, FieldErrors errors)
    {
        if (source.GetInt64("partition") is < 0 or > 255)
            errors.Invalid(path.Child("partition"), source["partition"], "must be between 1 and 255, inclusive");
    }

    private static void Iscsi(DocObject source, DocObject volume, FieldPath path, FieldErrors errors)
    {
        var at = path.Child("iscsi");
        if (source.IsSet("iqn") && !IsIscsiName(source.Text("iqn")))
            errors.Invalid(at.Child("iqn"), source["iqn"], IscsiForm);
        if (source.GetInt64("lun") is < 0 or > 255)
            errors.Invalid(at.Child("lun"), source["lun"], "must be between 0 and 255, inclusive");
        if ((source.GetBool("chapAuthDiscovery") == true || source.GetBool("chapAuthSession") == true) && source.GetObject("secretRef") is null)
            errors.Required(at.Child("secretRef"));
        if (source["initiatorName"] is not DocString initiator)
            return;
        if (!IsIscsiName(initiator.Value))
            errors.Invalid(at.Child("initiatorname"), initiator, IscsiForm);
        if (volume.Text("name").Length + 1 + source.Text("targetPortal").Length > LongestIscsiName)
        {
            errors.Invalid(
                path.Child("name"),
                volume["name"],
                "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
        }
    }

    public static bool IsIscsiName(string name) => name.StartsWith("iqn.", StringComparison.Ordinal)
        ? name.Length > "iqn.2001-04.x".Length - 1 && name[8] == '-'
        : name.StartsWith("eui.", StringComparison.Ordinal) || name.StartsWith("naa.", StringComparison.Ordinal);

    private static void FibreChannel(DocObject source, FieldPath path, FieldErrors errors)
    {
        const string OneOf = "must specify either targetWWNs or wwids, but not both";
        var (targets, worldwide) = (source.GetArray("targetWWNs") is { Count: > 0 }, source.GetArray("wwids") is { Count: > 0 });
        if (!targets && !worldwide)
            errors.Required(path.Child("targetWWNs"), OneOf);
        else if (targets && worldwide)
            errors.Invalid(path.Child("targetWWNs"), source["targetWWNs"], OneOf);
        if (!targets)
            return;
        if (!source.ContainsKey("lun"))
            errors.Required(path.Child("lun"), "lun is required if targetWWNs is specified");
        else if (source.GetInt64("lun") is < 0 or > 255)
            errors.Invalid(path.Child("lun"), source["lun"], "must be between 0 and 255, inclusive");
    }

    private static void Flocker(DocObject source, FieldPath path, FieldErrors errors)
    {
        var (name, id) = (source.Text("datasetName"), source.Text("datasetUUID"));
        if (name.Length == 0 && id.Length == 0)
            errors.Required(path, "one of datasetName and datasetUUID is required");
        if (name.Length > 0 && id.Length > 0)
            errors.Invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
        if (name.Contains('/'))
            errors.Invalid(path.Child("datasetName"), name, "must not contain '/'");
    }

    private static void Quobyte(DocObject source, FieldPath path, FieldErrors errors)
    {
        var registry = source.Text("registry");
        if (registry.Length == 0)
            errors.Required(path.Child("registry"), QuobyteForm);
        else if (source.Text("tenant").Length >= 65)
            errors.Required(path.Child("tenant"), "must be a UUID and may not exceed a length of 64 characters");
        foreach (var _ in registry.Split(',').Where(pair => registry.Length > 0 && source.Text("tenant").Length < 65 && !pair.Contains(':')))
            errors.Invalid(path.Child("registry"), registry, QuobyteForm);
        errors.RequiredText(source, "volume", path);
    }
}

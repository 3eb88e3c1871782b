using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Pods;

namespace Tiphys.Api.Machinery.Validation.Storage;

/// <summary>What a persistent volume is made of: exactly one source.</summary>
internal static class VolumeSourceRules
{
    private const string OneOnly = "may not specify more than 1 volume type";

    // The first of these that is there is the source; the others are refused.
    private static readonly string[] InOrder =
    [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs", "iscsi", "cinder", "fc",
        "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi",
    ];

    private static readonly string[] SecretReferences =
        ["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"];

    /// <param name="volume">The volume's name.</param>
    public static void Validate(DocObject spec, string volume, FieldPath path, FieldErrors errors)
    {
        var found = false;
        foreach (var name in InOrder)
        {
            if (spec.GetObject(name) is not { } source)
                continue;

            // Flexible volumes are let pass beside others; so it is upstream.
            if (found && name != "flexVolume")
                errors.Forbidden(path.Child(name == "cephfs" ? "cephFS" : name), OneOnly);
            else
                One(name, source, spec, volume, path, errors);
            found = true;
        }

        if (!found)
            errors.Required(path, "must specify a volume type");
    }

    private static void One(string name, DocObject source, DocObject spec, string volume, FieldPath path, FieldErrors errors)
    {
        var at = path.Child(name);
        switch (name)
        {
            case "hostPath":
                VolumeRules.HostPath(source, at, errors);
                break;
            case "nfs":
                VolumeRules.NetworkShare(source, at, errors);
                break;
            case "iscsi":
                PersistentIscsiRules.Validate(source, volume, at, errors);
                break;
            case "local":
                Local(source, spec, path, errors);
                break;
            case "csi":
                Csi(source, at, errors);
                break;
            default:
                OldVolumeRules.Validate(name, source, [], path, errors);
                Cluster(name, source, at, errors);
                break;
        }
    }

    // What volumes of the cluster have beyond those of a pod: namespaces of what they refer to.
    private static void Cluster(string name, DocObject source, FieldPath path, FieldErrors errors)
    {
        switch (name)
        {
            case "glusterfs" when source["endpointsNamespace"] is DocString { IsEmpty: true } empty:
                errors.Invalid(path.Child("endpointsNamespace"), empty, "if the endpointnamespace is set, it must be a valid namespace name");
                break;
            case "glusterfs" when source["endpointsNamespace"] is DocString space:
                errors.InvalidIf(NameFormats.Label1123(space.Value), path.Child("endpointsNamespace"), space);
                break;
            case "azureFile" when source["secretNamespace"] is DocString { IsEmpty: true }:
                errors.Required(path.Child("secretNamespace"));
                break;
            case "storageos" when source.IsSet("volumeNamespace"):
                errors.InvalidIf(NameFormats.Label1123(source.Text("volumeNamespace")), path.Child("volumeNamespace"), source["volumeNamespace"]);
                break;
        }

        if (name is "cinder" or "storageos" && source.GetObject("secretRef") is { } secret)
        {
            errors.RequiredText(secret, "name", path.Child("secretRef"));
            errors.RequiredText(secret, "namespace", path.Child("secretRef"));
        }
    }

    private static void Local(DocObject local, DocObject spec, FieldPath path, FieldErrors errors)
    {
        errors.RequiredText(local, "path", path.Child("local"));
        if (local.IsSet("path"))
            SharedRules.NoBackSteps(errors, local.Text("path"), path.Child("local", "path"));
        if (spec.GetObject("nodeAffinity") is null)
            errors.Required(path.Child("nodeAffinity"), "Local volume requires node affinity");
    }

    private static void Csi(DocObject csi, FieldPath path, FieldErrors errors)
    {
        CsiValidators.DriverName(csi.Text("driver"), path.Child("driver"), errors);
        errors.RequiredText(csi, "volumeHandle", path);
        foreach (var name in SecretReferences)
        {
            if (csi.GetObject(name) is not { } secret)
                continue;
            var at = path.Child(name);
            if (!secret.IsSet("name"))
                errors.Required(at.Child("name"));
            else
                errors.InvalidIf(NameFormats.Subdomain(secret.Text("name")), at.Child("name"), secret["name"]);
            if (!secret.IsSet("namespace"))
                errors.Required(at.Child("namespace"));
            else
                errors.InvalidIf(NameFormats.Label1123(secret.Text("namespace")), at.Child("namespace"), secret["namespace"]);
        }
    }
}

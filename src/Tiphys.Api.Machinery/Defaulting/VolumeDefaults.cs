using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of volumes, in pods and (where they share sources) in PersistentVolumes.</summary>
internal static class VolumeDefaults
{
    private const int FileMode = 0b110_100_100;

    public static void Apply(DocObject volume)
    {
        if (volume.Count <= 1 && !volume.Any(member => member.Key != "name"))
            volume.Set("emptyDir", new DocObject());
        foreach (var name in (string[])["secret", "configMap", "downwardAPI", "projected"])
            volume.GetObject(name)?.SetIfMissing("defaultMode", FileMode);
        foreach (var item in volume.GetObject("downwardAPI")?.ObjectsOf("items") ?? [])
            ApplyDownwardItem(item);
        foreach (var source in volume.GetObject("projected")?.ObjectsOf("sources") ?? [])
        {
            source.GetObject("serviceAccountToken")?.SetIfMissing("expirationSeconds", 3600);
            foreach (var item in source.GetObject("downwardAPI")?.ObjectsOf("items") ?? [])
                ApplyDownwardItem(item);
        }

        if (volume.GetObject("image") is { } image)
            image.SetIfEmpty("pullPolicy", ImageReference.PullPolicy(image.GetString("reference") ?? ""));
        if (volume.GetPath("ephemeral", "volumeClaimTemplate", "spec") is DocObject claim)
            claim.SetIfMissing("volumeMode", "Filesystem");
        ApplySource(volume);
    }

    /// <summary>Sources that volumes and PersistentVolumes share.</summary>
    public static void ApplySource(DocObject source)
    {
        source.GetObject("hostPath")?.SetIfMissing("type", "");
        source.GetObject("iscsi")?.SetIfEmpty("iscsiInterface", "default");
        if (source.GetObject("rbd") is { } rbd)
        {
            rbd.SetIfEmpty("pool", "rbd");
            rbd.SetIfEmpty("user", "admin");
            rbd.SetIfEmpty("keyring", "/etc/ceph/keyring");
        }

        if (source.GetObject("scaleIO") is { } scaleIo)
        {
            scaleIo.SetIfEmpty("storageMode", "ThinProvisioned");
            scaleIo.SetIfEmpty("fsType", "xfs");
        }

        if (source.GetObject("azureDisk") is { } disk)
        {
            disk.SetIfMissing("cachingMode", "ReadWrite");
            disk.SetIfMissing("fsType", "ext4");
            disk.SetIfMissing("readOnly", false);
            disk.SetIfMissing("kind", "Shared");
        }
    }

    private static void ApplyDownwardItem(DocObject item)
    {
        item.GetObject("fieldRef")?.SetIfEmpty("apiVersion", "v1");
        item.GetObject("resourceFieldRef")?.SetIfMissing("divisor", "0");
    }
}

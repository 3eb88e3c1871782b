using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of persistent volumes, claims, storage classes and CSI drivers.</summary>
internal static class StorageDefaults
{
    public static void ApplyPersistentVolume(DocObject volume)
    {
        volume.GetOrAddObject("status").SetIfEmpty("phase", "Pending");
        var spec = volume.GetOrAddObject("spec");
        spec.SetIfEmpty("persistentVolumeReclaimPolicy", "Retain");
        spec.SetIfMissing("volumeMode", "Filesystem");
        VolumeDefaults.ApplySource(spec);
    }

    public static void ApplyPersistentVolumeClaim(DocObject claim)
    {
        claim.GetOrAddObject("status").SetIfEmpty("phase", "Pending");
        var spec = claim.GetOrAddObject("spec");
        spec.SetIfMissing("resources", new DocObject());
        spec.SetIfMissing("volumeMode", "Filesystem");
    }

    public static void ApplyStorageClass(DocObject storageClass)
    {
        storageClass.SetIfMissing("reclaimPolicy", "Delete");
        storageClass.SetIfMissing("volumeBindingMode", "Immediate");
    }

    public static void ApplyCsiDriver(DocObject driver)
    {
        var spec = driver.GetOrAddObject("spec");
        spec.SetIfMissing("attachRequired", true);
        spec.SetIfMissing("podInfoOnMount", false);
        spec.SetIfMissing("storageCapacity", false);
        spec.SetIfMissing("fsGroupPolicy", "ReadWriteOnceWithFSType");
        if (spec.GetArray("volumeLifecycleModes") is not { Count: > 0 })
            spec["volumeLifecycleModes"] = new DocArray(["Persistent"]);
        spec.SetIfMissing("requiresRepublish", false);
        spec.SetIfMissing("seLinuxMount", false);
    }
}

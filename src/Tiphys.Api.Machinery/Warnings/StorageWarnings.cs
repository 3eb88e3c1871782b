using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of volumes, claims and storage classes.</summary>
internal static class StorageWarnings
{
    private static readonly (string Source, string Text)[] GoneSources =
    [
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    public static void PersistentVolume(WrittenObject volume, List<string> warnings)
    {
        var spec = FieldPath.Root.Child("spec");
        if (volume.Annotations?.ContainsKey("volume.beta.kubernetes.io/storage-class") == true)
        {
            warnings.Add(
                "metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use \"storageClassName\" attribute instead");
        }

        if (volume.Annotations?.ContainsKey("volume.beta.kubernetes.io/mount-options") == true)
            warnings.Add("metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use \"mountOptions\" attribute instead");
        if (volume.Spec.GetString("persistentVolumeReclaimPolicy") == "Recycle")
        {
            warnings.Add(
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.");
        }

        var index = 0;
        foreach (var term in (volume.Spec.GetPath("nodeAffinity", "required") as DocObject)?.ObjectsOf("nodeSelectorTerms") ?? [])
            PodPlacementWarnings.Term(term, spec.Child("nodeAffinity", "required", "nodeSelectorTerms").Index(index++), checksValues: false, warnings);
        foreach (var (source, text) in GoneSources)
        {
            if (volume.Spec[source] is DocObject)
                warnings.Add($"spec.{(source == "storageos" ? "storageOS" : source)}: {text}");
        }
    }

    public static void PersistentVolumeClaim(WrittenObject claim, List<string> warnings)
    {
        if (claim.Annotations?.ContainsKey("volume.beta.kubernetes.io/storage-class") == true)
        {
            warnings.Add(
                "metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use \"storageClassName\" attribute instead");
        }

        ClaimSpec(claim.Spec, FieldPath.Root.Child("spec"), warnings);
    }

    public static void ClaimSpec(DocObject? spec, FieldPath path, List<string> warnings)
    {
        foreach (var bound in (string[])["requests", "limits"])
            Fraction(spec?.GetPath("resources", bound) as DocObject, "storage", path.Child("resources", bound), warnings);
    }

    /// <summary>Warns of a part of a byte.</summary>
    public static void Fraction(DocObject? quantities, string name, FieldPath path, List<string> warnings)
    {
        if (quantities?.GetString(name) is { } text && Quantity.TryParse(text, out var value) && value.MilliValue % 1000 != 0)
            warnings.Add($"{path.Key(name)}: fractional byte value \"{value}\" is invalid, must be an integer");
    }

    public static void StorageClass(WrittenObject storageClass, List<string> warnings)
    {
        var topology = 0;
        foreach (var entry in storageClass.Document.ObjectsOf("allowedTopologies"))
        {
            var path = FieldPath.Root.Child("allowedTopologies").Index(topology++).Child("matchLabelExpressions");
            var index = 0;
            foreach (var expression in entry.ObjectsOf("matchLabelExpressions"))
            {
                if (NodeLabels.Deprecation(expression.GetString("key") ?? "") is { } text)
                    warnings.Add($"{path.Index(index)}.key: {text}");
                index++;
            }
        }
    }

    public static void StorageCapacity(WrittenObject capacity, List<string> warnings)
    {
        var selector = capacity.Document.GetObject("nodeTopology") ?? [];
        PodPlacementWarnings.Term(selector, FieldPath.Root.Child("nodeTopology"), checksValues: false, warnings);
        foreach (var (key, _) in selector.GetObject("matchLabels") ?? [])
        {
            if (NodeLabels.Deprecation(key) is { } text)
                warnings.Add($"nodeTopology.matchLabels.{key}: {text}");
        }
    }

    public static void Driver(WrittenObject driver, List<string> warnings)
    {
        var tokens = driver.Spec.GetArray("tokenRequests");
        if (tokens is { Count: > 0 } && driver.Spec["serviceAccountTokenInSecrets"] is not DocBool
            && (driver.Old is null || !SemanticEquality.AreEqual(tokens, driver.Old.GetPath("spec", "tokenRequests"))))
        {
            warnings.Add(
                "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes");
        }
    }
}

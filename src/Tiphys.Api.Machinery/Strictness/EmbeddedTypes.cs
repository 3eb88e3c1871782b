namespace Tiphys.Api.Machinery.Strictness;

/// <summary>Types of upstream's that stand within others without a name in the API; its decoder's errors name them all the same.</summary>
internal static class EmbeddedTypes
{
    private static readonly string[] OfPersistentVolumes =
    [
        "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions", "volumeMode", "nodeAffinity",
        "volumeAttributesClassName",
    ];

    /// <summary>The types between a type and one of its fields, outermost first.</summary>
    public static string[] Around(string type, string field) => (type, field) switch
    {
        ("Volume", not "name") => ["VolumeSource"],
        ("PersistentVolumeSpec", _) when !OfPersistentVolumes.Contains(field) => ["PersistentVolumeSource"],
        ("Probe", "exec" or "httpGet" or "tcpSocket" or "grpc") => ["ProbeHandler"],
        ("EphemeralContainer", not "targetContainerName") => ["EphemeralContainerCommon"],
        ("IngressRule", "http") => ["IngressRuleValue"],
        ("ConfigMapEnvSource" or "ConfigMapKeySelector" or "ConfigMapProjection" or "ConfigMapVolumeSource", "name") => ["LocalObjectReference"],
        ("SecretEnvSource" or "SecretKeySelector" or "SecretProjection", "name") => ["LocalObjectReference"],
        ("NamedRuleWithOperations", "operations") => ["RuleWithOperations"],
        ("NamedRuleWithOperations", not "resourceNames") => ["RuleWithOperations", "Rule"],
        ("RuleWithOperations", not "operations") => ["Rule"],
        ("DeviceClaimConfiguration" or "DeviceClassConfiguration", "opaque") => ["DeviceConfiguration"],
        _ => [],
    };
}

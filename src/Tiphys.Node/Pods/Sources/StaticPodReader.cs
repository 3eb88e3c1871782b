using System.Security.Cryptography;
using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;
using Tiphys.Client.Json;

namespace Tiphys.Node.Pods.Sources;

/// <summary>
/// Reads a manifest file as a static pod: named after its node, placed on it, tolerating every taint, with an identity that changes with the
/// file's content (kubernetes.io/docs: Create static Pods).
/// </summary>
internal static class StaticPodReader
{
    public const string HashAnnotation = "kubernetes.io/config.hash";
    public const string MirrorAnnotation = "kubernetes.io/config.mirror";

    /// <returns>Null for files that hold no pod.</returns>
    /// <exception cref="DocFormatException">The file is no YAML or JSON.</exception>
    public static V1Pod? Read(string path, string nodeName)
    {
        var bytes = File.ReadAllBytes(path);
        if (YamlReader.Parse(bytes) is not DocObject document || document.GetString("kind") != "Pod")
            return null;
        var pod = KubeJson.Read<V1Pod>(document.ToUtf8());
        if (pod.Metadata?.Name is not { Length: > 0 } || pod.Spec?.Containers is not { Count: > 0 })
            return null;
        var hash = Convert.ToHexStringLower(MD5.HashData([.. System.Text.Encoding.UTF8.GetBytes(nodeName + path), .. bytes]));
        pod.Metadata.Name = $"{pod.Metadata.Name}-{nodeName}".ToLowerInvariant();
        pod.Metadata.NamespaceProperty = string.IsNullOrEmpty(pod.Metadata.NamespaceProperty) ? "default" : pod.Metadata.NamespaceProperty;
        pod.Metadata.Uid = hash;
        pod.Metadata.Annotations ??= new Dictionary<string, string>();
        pod.Metadata.Annotations["kubernetes.io/config.source"] = "file";
        pod.Metadata.Annotations[HashAnnotation] = hash;
        pod.Spec.NodeName = nodeName;
        pod.Spec.RestartPolicy ??= "Always";
        pod.Spec.Tolerations = [.. pod.Spec.Tolerations ?? [], new V1Toleration { OperatorProperty = "Exists", Effect = "NoExecute" }];
        Default(pod.Spec);
        return Refuses(pod.Spec) ? null : pod;
    }

    /// <summary>What the API would have filled in.</summary>
    private static void Default(V1PodSpec spec)
    {
        spec.DnsPolicy ??= "ClusterFirst";
        spec.TerminationGracePeriodSeconds ??= 30;
        spec.SecurityContext ??= new V1PodSecurityContext();
        spec.SchedulerName ??= "default-scheduler";
        foreach (var container in (spec.InitContainers ?? []).Concat(spec.Containers))
        {
            container.TerminationMessagePath ??= "/dev/termination-log";
            container.TerminationMessagePolicy ??= "File";
            container.Resources ??= new V1ResourceRequirements();
        }
    }

    /// <summary>A file must not reach what the API guards: accounts, secrets, config maps, claims (CVE-2025-4563).</summary>
    private static bool Refuses(V1PodSpec spec)
    {
        var volumes = spec.Volumes ?? [];
        return !string.IsNullOrEmpty(spec.ServiceAccountName)
            || !string.IsNullOrEmpty(spec.ServiceAccount)
            || spec.ImagePullSecrets is { Count: > 0 }
            || spec.ResourceClaims is { Count: > 0 }
            || volumes.Any(volume => volume.Secret is not null || volume.ConfigMap is not null || volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null || volume.Projected is not null || volume.Csi is not null || volume.FlexVolume is not null)
            || (spec.InitContainers ?? []).Concat(spec.Containers).Any(container =>
                (container.EnvFrom ?? []).Count > 0
                || (container.Env ?? []).Any(variable => variable.ValueFrom?.SecretKeyRef is not null || variable.ValueFrom?.ConfigMapKeyRef is not null));
    }
}

using k8s.Models;

namespace Tiphys.Node.Pods.Sandboxes;

/// <summary>A pod's host name and the domain below which it can be found (kubernetes.io/docs: DNS for Services and Pods).</summary>
internal static class PodHostName
{
    private const int MaxLength = 63;

    /// <returns>The short name, and the full one or an empty string if the pod has none.</returns>
    public static (string Name, string FullName) Of(V1Pod pod, string clusterDomain)
    {
        if (!string.IsNullOrEmpty(pod.Spec.HostnameOverride))
            return (pod.Spec.HostnameOverride, "");
        var name = string.IsNullOrEmpty(pod.Spec.Hostname) ? Shorten(pod.Metadata.Name) : pod.Spec.Hostname;
        if (string.IsNullOrEmpty(pod.Spec.Subdomain))
            return (name, "");
        return (name, $"{name}.{pod.Spec.Subdomain}.{pod.Metadata.NamespaceProperty}.svc.{clusterDomain}");
    }

    /// <summary>What <c>hostname</c> prints in the pod.</summary>
    public static string Kernel(V1Pod pod, string clusterDomain)
    {
        var (name, full) = Of(pod, clusterDomain);
        return pod.Spec.SetHostnameAsFQDN == true && full.Length > 0 ? full : name;
    }

    private static string Shorten(string name) => name.Length <= MaxLength ? name : name[..MaxLength].TrimEnd('-', '.');
}

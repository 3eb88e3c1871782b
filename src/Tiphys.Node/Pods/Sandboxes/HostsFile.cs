using System.Text;
using k8s.Models;

namespace Tiphys.Node.Pods.Sandboxes;

/// <summary>A pod's /etc/hosts. The first line is what tools and users know such a file by.</summary>
internal static class HostsFile
{
    /// <summary>The names by which pods reach the machine they run on.</summary>
    private static readonly string[] HostNames = ["host.tiphys.internal", "host.docker.internal"];

    /// <param name="hostAddress">The address behind the names of the host; null to leave them out.</param>
    public static string Write(V1Pod pod, IReadOnlyList<string> addresses, string clusterDomain, string? hostAddress)
    {
        var text = new StringBuilder();
        if (pod.IsHostNetwork())
        {
            text.Append("# Kubernetes-managed hosts file (host network).\n");
            text.Append(File.Exists("/etc/hosts") ? File.ReadAllText("/etc/hosts") : "");
        }
        else
        {
            AppendPodEntries(text, pod, addresses, clusterDomain);
            if (hostAddress is not null)
                text.Append($"{hostAddress}\t{string.Join('\t', HostNames)}\n");
        }

        if (pod.Spec.HostAliases is { Count: > 0 } aliases)
        {
            text.Append("\n# Entries added by HostAliases.\n");
            foreach (var alias in aliases)
                text.Append($"{alias.Ip}\t{string.Join('\t', alias.Hostnames ?? [])}\n");
        }

        return text.ToString();
    }

    private static void AppendPodEntries(StringBuilder text, V1Pod pod, IReadOnlyList<string> addresses, string clusterDomain)
    {
        var (name, full) = PodHostName.Of(pod, clusterDomain);
        text.Append("# Kubernetes-managed hosts file.\n");
        text.Append("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        text.Append("fe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n");
        foreach (var address in addresses)
            text.Append(full.Length > 0 ? $"{address}\t{full}\t{name}\n" : $"{address}\t{name}\n");
    }
}

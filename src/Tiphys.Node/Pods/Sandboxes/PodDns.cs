using k8s.Models;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Pods.Sandboxes;

/// <summary>A pod's resolv.conf from its dnsPolicy and dnsConfig (kubernetes.io/docs: DNS for Services and Pods).</summary>
internal static class PodDns
{
    /// <summary>glibc reads three name servers, and no more are handed out.</summary>
    private const int MostServers = 3;
    private const int MostSearches = 32;

    public static DNSConfig For(V1Pod pod, ResolverConfig host, IReadOnlyList<string> clusterDns, string clusterDomain)
    {
        var policy = pod.Spec.DnsPolicy ?? "ClusterFirst";
        if (policy == "ClusterFirst" && pod.IsHostNetwork())
            policy = "Default";
        var result = new DNSConfig();
        switch (policy)
        {
            case "None":
                break;
            case "Default":
                result.Servers.AddRange(host.Servers);
                result.Searches.AddRange(host.Searches);
                result.Options.AddRange(host.Options);
                break;
            default:
                result.Servers.AddRange(clusterDns);
                result.Searches.AddRange([$"{pod.Metadata.NamespaceProperty}.svc.{clusterDomain}", $"svc.{clusterDomain}", clusterDomain, .. host.Searches]);
                result.Options.Add("ndots:5");
                break;
        }

        Merge(result, pod.Spec.DnsConfig);
        return result;
    }

    private static void Merge(DNSConfig result, V1PodDNSConfig? own)
    {
        result.Servers.AddRange((own?.Nameservers ?? []).Except(result.Servers).ToArray());
        result.Searches.AddRange((own?.Searches ?? []).Except(result.Searches).ToArray());
        foreach (var option in own?.Options ?? [])
        {
            var replaced = result.Options.FirstOrDefault(known => known == option.Name || known.StartsWith(option.Name + ":", StringComparison.Ordinal));
            if (replaced is not null)
                result.Options.Remove(replaced);
            result.Options.Add(string.IsNullOrEmpty(option.Value) ? option.Name : $"{option.Name}:{option.Value}");
        }

        while (result.Servers.Count > MostServers)
            result.Servers.RemoveAt(MostServers);
        while (result.Searches.Count > MostSearches)
            result.Searches.RemoveAt(MostSearches);
    }
}

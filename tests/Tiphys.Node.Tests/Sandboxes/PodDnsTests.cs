using k8s.Models;
using Tiphys.Node.Pods.Sandboxes;

namespace Tiphys.Node.Tests.Sandboxes;

public sealed class PodDnsTests
{
    private static readonly ResolverConfig Host = ResolverConfig.Parse(["# comment", "nameserver 9.9.9.9", "search corp.example. lan", "options timeout:1"]);

    [Fact]
    public void ClusterFirst_AsksTheClusterAndSearchesItsDomains()
    {
        var dns = For(new V1PodSpec());

        Assert.Equal(["10.43.0.10"], dns.Servers);
        Assert.Equal(["n.svc.cluster.local", "svc.cluster.local", "cluster.local", "corp.example", "lan"], dns.Searches);
        Assert.Equal(["ndots:5"], dns.Options);
    }

    [Theory]
    [InlineData("Default", false)]
    [InlineData("ClusterFirst", true)]
    public void Default_OrOnTheHostsNetwork_IsTheHosts(string policy, bool hostNetwork)
    {
        var dns = For(new V1PodSpec { DnsPolicy = policy, HostNetwork = hostNetwork });

        Assert.Equal(["9.9.9.9"], dns.Servers);
        Assert.Equal(["timeout:1"], dns.Options);
    }

    [Fact]
    public void ClusterFirstWithHostNet_AsksTheCluster() =>
        Assert.Equal(["10.43.0.10"], For(new V1PodSpec { DnsPolicy = "ClusterFirstWithHostNet", HostNetwork = true }).Servers);

    [Fact]
    public void Config_IsMergedAndReplacesOptionsOfTheSameName()
    {
        var own = new V1PodDNSConfig { Nameservers = ["1.2.3.4"], Searches = ["my.search"], Options = [new() { Name = "ndots", Value = "2" }, new() { Name = "edns0" }] };

        var alone = For(new V1PodSpec { DnsPolicy = "None", DnsConfig = own });
        var merged = For(new V1PodSpec { DnsConfig = own });

        Assert.Equal(["1.2.3.4"], alone.Servers);
        Assert.Equal(["my.search"], alone.Searches);
        Assert.Equal(["ndots:2", "edns0"], alone.Options);
        Assert.Equal(["10.43.0.10", "1.2.3.4"], merged.Servers);
        Assert.Equal(["ndots:2", "edns0"], merged.Options);
    }

    [Fact]
    public void HostsFile_OfAPod_NamesItAndItsAliases()
    {
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "p", NamespaceProperty = "n" },
            Spec = new V1PodSpec { Hostname = "h", Subdomain = "sub", HostAliases = [new V1HostAlias { Ip = "1.1.1.1", Hostnames = ["one", "eins"] }] },
        };

        var text = HostsFile.Write(pod, ["10.42.0.5"], "cluster.local", "10.42.0.1");

        Assert.StartsWith("# Kubernetes-managed hosts file.\n", text);
        Assert.Contains("10.42.0.5\th.sub.n.svc.cluster.local\th\n", text);
        Assert.Contains("10.42.0.1\thost.tiphys.internal\thost.docker.internal\n", text);
        Assert.EndsWith("# Entries added by HostAliases.\n1.1.1.1\tone\teins\n", text);
    }

    private static Cri.V1.DNSConfig For(V1PodSpec spec)
    {
        var pod = new V1Pod { Metadata = new V1ObjectMeta { Name = "p", NamespaceProperty = "n" }, Spec = spec };
        return PodDns.For(pod, Host, ["10.43.0.10"], "cluster.local");
    }
}

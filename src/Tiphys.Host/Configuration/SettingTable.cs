namespace Tiphys.Host.Configuration;

/// <summary>Every setting of a cluster, in the order <c>--help</c> lists them; those of the API server stand in <see cref="ApiServerSettings"/>.</summary>
public static class SettingTable
{
    public static readonly Setting Name = new("name", "tiphys", "the cluster's name; also names its kubeconfig context");
    public static readonly Setting Config = new("config", null, "configuration file [default: /etc/tiphys/config.yaml if it is there]");
    public static readonly Setting DataDir = new("data-dir", null, "where state lives [default: /var/lib/tiphys, with -NAME for another name]");
    public static readonly Setting RuntimeDir = new("runtime-dir", null, "sockets and process ids [default: /run/tiphys, with -NAME for another name]");
    public static readonly Setting NodeName = new("node-name", null, "this node's name [default: the host name]");
    public static readonly Setting NodeIp = new("node-ip", null, "this node's address in the API [default: that of the default route, else the pod gateway]");
    public static readonly Setting Listen = new("listen", "127.0.0.1", "addresses the API server listens on beside the pod gateway", IsList: true) { Alias = "bind-address" };
    public static readonly Setting ApiPort = new("api-port", "6443", "port of the API server") { Alias = "secure-port" };
    public static readonly Setting NodeAgentPort = new("node-agent-port", "10250", "port of the node agent");
    public static readonly Setting TlsSan = new("tls-san", "", "further names and addresses in the API server's certificate", IsList: true);
    public static readonly Setting PodCidr = new("pod-cidr", "10.42.0.0/16", "addresses of pods");
    public static readonly Setting ServiceCidr = new("service-cidr", "10.43.0.0/16", "addresses of services") { Alias = "service-cluster-ip-range" };
    public static readonly Setting ClusterDns = new("cluster-dns", "10.43.0.10", "address of the DNS service");
    public static readonly Setting LoadBalancerCidr = new("load-balancer-cidr", "10.44.0.0/24", "addresses given to services of type LoadBalancer");
    public static readonly Setting ClusterDomain = new("cluster-domain", "cluster.local", "domain of the cluster's names");
    public static readonly Setting NodePortRange = new("service-node-port-range", "30000-32767", "ports of NodePort services");
    public static readonly Setting Disable = new("disable", "", "parts not to run: controllers, scheduler, node, proxy, dns, policy, loadbalancer", IsList: true);
    public static readonly Setting LogLevel = new("log-level", "info", "error, warning, info or debug");

    public static readonly IReadOnlyList<SettingGroup> Groups =
    [
        new("Cluster", [Name, Config, DataDir, RuntimeDir, LogLevel, Disable]),
        new("Addresses",
        [
            NodeName, NodeIp, Listen, ApiPort, NodeAgentPort, TlsSan, PodCidr, ServiceCidr, ClusterDns, LoadBalancerCidr, ClusterDomain, NodePortRange,
        ]),
        .. ApiServerSettings.Groups,
    ];

    public static readonly IReadOnlyList<Setting> All = [.. Groups.SelectMany(group => group.Settings)];
}

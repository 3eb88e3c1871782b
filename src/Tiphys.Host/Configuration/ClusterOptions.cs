using System.Net;

namespace Tiphys.Host.Configuration;

/// <summary>The settings of one cluster on this machine, checked and complete.</summary>
public sealed record ClusterOptions
{
    /// <summary>The cluster's name; <c>tiphys</c> by default.</summary>
    public required string Name { get; init; }

    public required string DataDir { get; init; }

    public required string RuntimeDir { get; init; }

    public required string NodeName { get; init; }

    /// <summary>The node's InternalIP. Its agent listens there only if <see cref="Listen"/> opens that address.</summary>
    public required IPAddress NodeIp { get; init; }

    public required IReadOnlyList<IPAddress> Listen { get; init; }

    public required int ApiPort { get; init; }

    public required int NodeAgentPort { get; init; }

    public required IReadOnlyList<string> TlsSans { get; init; }

    public required IPNetwork PodCidr { get; init; }

    public required IPNetwork ServiceCidr { get; init; }

    public required IPAddress ClusterDns { get; init; }

    public required IPNetwork LoadBalancerCidr { get; init; }

    public required string ClusterDomain { get; init; }

    /// <summary>First and last port, both included.</summary>
    public required (int First, int Last) NodePortRange { get; init; }

    /// <summary>Empty for the embedded store.</summary>
    public required IReadOnlyList<string> EtcdServers { get; init; }

    /// <summary>The settings the API server is put together from, read when it is.</summary>
    public required ServerSettings Server { get; init; }

    public required IReadOnlySet<string> Disabled { get; init; }

    public required string LogLevel { get; init; }

    /// <summary>What clients on this machine call: <c>https://127.0.0.1:6443</c>.</summary>
    public string ApiUrl => $"https://{(Listen.Contains(IPAddress.Any) || Listen.Contains(IPAddress.Loopback) ? IPAddress.Loopback : Listen[0])}:{ApiPort}";

    /// <summary>The name of the kubeconfig's cluster, user and context.</summary>
    public string ContextName => Name;

    public string KubeconfigPath => Path.Combine(DataDir, "kubeconfig");

    public string PkiDir => Path.Combine(DataDir, "pki");

    public string LogFile => Path.Combine(DataDir, "logs", "tiphys.log");

    public string PidFile => Path.Combine(RuntimeDir, "tiphys.pid");

    /// <summary>Where a failed start leaves its error for whoever waits for it.</summary>
    public string StartFaultFile => Path.Combine(RuntimeDir, "start-fault.json");

    /// <summary>The first address of <see cref="ServiceCidr"/>: the service <c>kubernetes</c>.</summary>
    public IPAddress ApiServiceAddress => Offset(ServiceCidr, 1);

    /// <summary>The first address of this node's share of <see cref="PodCidr"/>: the bridge.</summary>
    public IPAddress PodGateway => Gateway(PodCidr);

    /// <summary>This node's share of <see cref="PodCidr"/> while it is the only one: the first /24.</summary>
    public IPNetwork NodePodCidr => new(PodCidr.BaseAddress, Math.Max(24, PodCidr.PrefixLength));

    /// <summary>Where the node agent can be reached.</summary>
    public IEnumerable<IPAddress> NodeAgentAddresses =>
        new[] { IPAddress.Loopback, PodGateway }.Concat(Listen.Contains(IPAddress.Any) || Listen.Contains(NodeIp) ? [NodeIp] : []).Distinct();

    internal static IPAddress Gateway(IPNetwork pods) => Offset(pods, 1);

    private static IPAddress Offset(IPNetwork network, byte offset)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        bytes[^1] += offset;
        return new IPAddress(bytes);
    }
}

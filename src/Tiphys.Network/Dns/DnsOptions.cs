using System.Net;

namespace Tiphys.Network.Dns;

/// <summary>Settings of the cluster's DNS server.</summary>
public sealed record DnsOptions
{
    /// <summary>The cluster's domain. Default <c>cluster.local</c>.</summary>
    public string Domain { get; init; } = "cluster.local";

    /// <summary>Where the server listens: the pods' gateway on the node, 10.42.0.1 by default. It may be an address that is not there yet.</summary>
    public IPAddress Address { get; init; } = IPAddress.Parse("10.42.0.1");

    /// <summary>Default 53; 0 for any free port.</summary>
    public int Port { get; init; } = 53;

    /// <summary>The address of the service <c>kube-system/kube-dns</c>. Default 10.43.0.10.</summary>
    public IPAddress ServiceAddress { get; init; } = IPAddress.Parse("10.43.0.10");

    /// <summary>Names that are answered besides the cluster's, each with its addresses: by default none; the host adds its own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> Names { get; init; } = new Dictionary<string, IReadOnlyList<IPAddress>>();

    /// <summary>Addresses whose pointers are ours alone: a pointer in them that we do not know does not exist.</summary>
    public IReadOnlyList<IPNetwork> OwnNetworks { get; init; } = [IPNetwork.Parse("10.42.0.0/16"), IPNetwork.Parse("10.43.0.0/16")];

    /// <summary>Seconds that askers may keep the cluster's answers. Default 5, as CoreDNS.</summary>
    public int SecondsToLive { get; init; } = 5;

    /// <summary>The file with the host's resolvers. Default <c>/etc/resolv.conf</c>.</summary>
    public string ResolvConf { get; init; } = "/etc/resolv.conf";

    /// <summary>How long to wait for one resolver. Default 2 s.</summary>
    public TimeSpan ResolverTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Answers of resolvers kept at most. Default 10,000.</summary>
    public int CacheEntries { get; init; } = 10_000;

    /// <summary>Threads that answer UDP, each with a socket of its own. Default: one per processor, 4 at most.</summary>
    public int UdpThreads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);
}

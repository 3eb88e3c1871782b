using System.Net;

namespace Tiphys.Network.Proxy;

/// <summary>One port of a service in one address family, reduced to what packets need.</summary>
internal sealed record ProxyServicePort
{
    /// <summary><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</summary>
    public required string Protocol { get; init; }

    public required int Port { get; init; }

    public required IPAddress ClusterAddress { get; init; }

    /// <summary>0 for none.</summary>
    public int NodePort { get; init; }

    public IReadOnlyList<IPAddress> ExternalAddresses { get; init; } = [];

    public IReadOnlyList<IPAddress> LoadBalancerAddresses { get; init; } = [];

    /// <summary>Who may use the load balancer's addresses; empty for everybody.</summary>
    public IReadOnlyList<IPNetwork> SourceRanges { get; init; } = [];

    /// <summary>How long a client stays with its endpoint; null for no affinity.</summary>
    public TimeSpan? Affinity { get; init; }

    /// <summary>Traffic from inside goes to endpoints of this node only.</summary>
    public bool IsInternalLocal { get; init; }

    /// <summary>Traffic from outside goes to endpoints of this node only.</summary>
    public bool IsExternalLocal { get; init; }

    public required IReadOnlyList<ProxyEndpoint> Endpoints { get; init; }
}

using System.Net;

namespace Tiphys.ApiServer;

/// <summary>Where services get their addresses and node ports from.</summary>
public sealed record ServiceNetwork
{
    /// <summary>Service addresses. Default 10.43.0.0/16; its first address is the API server's.</summary>
    public IPNetwork Cidr { get; init; } = IPNetwork.Parse("10.43.0.0/16");

    /// <summary>First node port. Default 30000.</summary>
    public int FirstNodePort { get; init; } = 30000;

    /// <summary>Last node port. Default 32767.</summary>
    public int LastNodePort { get; init; } = 32767;

    /// <summary>Where pods reach the server: the endpoint behind the service <c>kubernetes</c>; null keeps none.</summary>
    public IPEndPoint? Advertised { get; init; }
}

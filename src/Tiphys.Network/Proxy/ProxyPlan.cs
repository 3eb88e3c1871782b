namespace Tiphys.Network.Proxy;

/// <summary>What is to be done to the kernel.</summary>
/// <param name="Script">One nftables transaction; empty for nothing.</param>
/// <param name="StaleFlows">UDP flows the kernel still sends to where nobody is any more.</param>
/// <param name="GoneEndpoints">Endpoints (address and port as nft writes them) that clients must not stay with.</param>
internal sealed record ProxyPlan(string Script, IReadOnlyList<StaleFlow> StaleFlows, IReadOnlyList<string> GoneEndpoints)
{
    public bool IsEmpty => Script.Length == 0;
}

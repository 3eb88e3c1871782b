using Tiphys.Network.Nftables;

namespace Tiphys.Network.Proxy;

/// <summary>Carries plans out, and nothing else.</summary>
internal sealed class ProxyApplier(INftables nft, ConnectionTable connections, Family family, string table)
{
    public async Task ApplyAsync(ProxyPlan plan, CancellationToken cancellationToken)
    {
        if (plan.IsEmpty)
            return;
        await nft.ApplyAsync(plan.Script, cancellationToken).ConfigureAwait(false);
        await connections.ForgetAsync(family, plan.StaleFlows, cancellationToken).ConfigureAwait(false);
        await AffinityCleaner.CleanAsync(nft, table, plan.GoneEndpoints, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the table still has its hook and so many services: somebody may have deleted, flushed or emptied it.</summary>
    public async Task<bool> StandsAsync(int services, CancellationToken cancellationToken)
    {
        try
        {
            string hook = await nft.ListAsync(["list", "chain", .. table.Split(' '), "prerouting"], cancellationToken).ConfigureAwait(false);
            string map = await nft.ListAsync(["list", "map", .. table.Split(' '), ProxyMaps.Services], cancellationToken).ConfigureAwait(false);
            return hook.Contains("jump services", StringComparison.Ordinal) && map.Split(" : goto ").Length - 1 == services;
        }
        catch (NftablesException)
        {
            return false;
        }
    }
}

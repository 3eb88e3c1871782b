using Tiphys.Network.Nftables;

namespace Tiphys.Network.Proxy;

/// <summary>Carries plans out, and nothing else.</summary>
internal sealed class ProxyApplier(INftables nft, ConnectionTable connections, Family family, string table)
{
    private uint? _generation;

    /// <summary>True if nobody has touched any table since the last plan.</summary>
    public bool IsUntouched => _generation is { } known && nft.Generation() == known;

    public async Task ApplyAsync(ProxyPlan plan, CancellationToken cancellationToken)
    {
        if (plan.IsEmpty)
            return;
        bool wasUntouched = IsUntouched || _generation is null;
        await nft.ApplyAsync(plan.Script, cancellationToken).ConfigureAwait(false);
        // Somebody else's change before ours must not be taken for ours: then the next check looks.
        if (wasUntouched)
            _generation = nft.Generation();
        await connections.ForgetAsync(family, plan.StaleFlows, cancellationToken).ConfigureAwait(false);
        await AffinityCleaner.CleanAsync(nft, table, plan.GoneEndpoints, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>After a rebuild: what stands now is ours.</summary>
    public async Task RebuildAsync(ProxyPlan plan, CancellationToken cancellationToken)
    {
        await nft.ApplyAsync(plan.Script, cancellationToken).ConfigureAwait(false);
        _generation = nft.Generation();
    }
}

using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Network.Nftables;
using Tiphys.Network.Processes;

namespace Tiphys.Network.Proxy;

/// <summary>The proxy of one address family: state, plan, applier.</summary>
internal sealed class FamilyProxy(Family family, INftables nft, ToolCommand tools, NetworkOptions options)
{
    private readonly ProxyState _state = new(family, options);
    private readonly ProxyApplier _applier = new(nft, new ConnectionTable(tools), family, ProxyRuleset.Table(family, options));

    /// <summary>Whether the kernel still has what we gave it.</summary>
    public Task<bool> StandsAsync(CancellationToken cancellationToken) => _applier.StandsAsync(_state.Services, cancellationToken);

    public async Task SyncAsync(
        IReadOnlyList<(ObjectKey Key, V1Service? Service, IReadOnlyList<V1EndpointSlice> Slices)> changed, bool rebuild, CancellationToken cancellationToken)
    {
        var changes = new ElementChanges();
        foreach (var (key, service, slices) in changed)
            changes.Add(_state.Set(key, service, slices));
        if (rebuild)
        {
            await _applier.ApplyAsync(_state.Rebuild(), cancellationToken).ConfigureAwait(false);
            LoopbackRouting.Allow(family, options);
        }
        else
        {
            await _applier.ApplyAsync(_state.Change(changes), cancellationToken).ConfigureAwait(false);
        }
    }
}

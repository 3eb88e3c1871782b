using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Network.Nftables;
using Tiphys.Network.Proxy;
using Tiphys.Network.Tests.Lab;

namespace Tiphys.Network.Tests.Proxy;

/// <summary>The proxy's plan and applier on a lab's node, without an API server.</summary>
internal sealed class ProxyKernel(NodeLab lab)
{
    private readonly FamilyProxy _proxy = new(Family.Ip, lab.Nft, lab.Tools, lab.Options);
    private bool _built;

    public async Task SetAsync(V1Service? service, params V1EndpointSlice[] slices)
    {
        await _proxy.SyncAsync([(new ObjectKey("default", "web"), service, slices)], !_built, CancellationToken.None);
        _built = true;
    }

    public Task<bool> StandsAsync() => _proxy.StandsAsync(CancellationToken.None);

    public Task RebuildAsync() => _proxy.SyncAsync([], rebuild: true, CancellationToken.None);
}

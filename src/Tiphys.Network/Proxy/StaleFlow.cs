using Tiphys.Network.Nftables;

namespace Tiphys.Network.Proxy;

/// <summary>UDP flows in the connection table that must be forgotten: their next packet is to be looked up anew.</summary>
/// <param name="Address">The service's address; null for any (a node port).</param>
/// <param name="Endpoint">Only flows that go there; null for those that were never translated.</param>
internal readonly record struct StaleFlow(string? Address, string Port, string? Endpoint)
{
    /// <summary>The flows that a change of elements makes stale.</summary>
    public static IReadOnlyList<StaleFlow> Of(ElementChanges changes)
    {
        var flows = new HashSet<StaleFlow>();
        var kept = changes.Added.Where(IsEndpoint).Select(Identity).ToHashSet();
        foreach (var removed in changes.Removed.Where(IsEndpoint))
        {
            // The same endpoint under another number is still there.
            if (!kept.Contains(Identity(removed)) && Parse(removed) is { } flow)
                flows.Add(flow);
        }

        var known = changes.Removed.Where(IsService).Select(element => (element.Map, element.Key)).ToHashSet();
        foreach (var added in changes.Added.Where(IsService))
        {
            if (!known.Contains((added.Map, added.Key)) && Parse(added) is { } flow)
                flows.Add(flow);
        }

        return [.. flows];
    }

    private static bool IsEndpoint(Element element) => element.Map is ProxyMaps.Endpoints or ProxyMaps.NodePortEndpoints;

    private static bool IsService(Element element) => element.Map is ProxyMaps.Services or ProxyMaps.NodePorts;

    private static (string, string?) Identity(Element endpoint) => (endpoint.Key[..endpoint.Key.LastIndexOf(" . ", StringComparison.Ordinal)], endpoint.Value);

    private static StaleFlow? Parse(Element element)
    {
        string[] words = element.Key.Split(" . ");
        bool byAddress = element.Map is ProxyMaps.Services or ProxyMaps.Endpoints;
        int protocol = byAddress ? 1 : 0;
        if (words[protocol] != "udp")
            return null;
        string? endpoint = IsEndpoint(element) ? element.Value!.Split(" . ")[0] : null;
        return new StaleFlow(byAddress ? words[0] : null, words[protocol + 1], endpoint);
    }
}

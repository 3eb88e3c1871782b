namespace Tiphys.Network.Proxy;

/// <summary>Which endpoints a packet may go to, by the service's policies and the endpoints' conditions.</summary>
internal static class EndpointChoice
{
    /// <summary>Endpoints for traffic that may leave the node: the zone's, if every endpoint carries hints; else all.</summary>
    public static IReadOnlyList<ProxyEndpoint> Anywhere(IReadOnlyList<ProxyEndpoint> endpoints, string? zone)
    {
        var usable = Usable(endpoints);
        if (zone is null || usable.Any(endpoint => endpoint.Zones.Count == 0))
            return usable;
        var ofZone = usable.Where(endpoint => endpoint.Zones.Contains(zone)).ToList();
        return ofZone.Count > 0 ? ofZone : usable;
    }

    public static IReadOnlyList<ProxyEndpoint> OnThisNode(IReadOnlyList<ProxyEndpoint> endpoints) =>
        Usable([.. endpoints.Where(endpoint => endpoint.IsLocal)]);

    /// <summary>The ready ones; if there is none, those that terminate but still serve, so that a rollout loses no connection.</summary>
    private static IReadOnlyList<ProxyEndpoint> Usable(IReadOnlyList<ProxyEndpoint> endpoints)
    {
        var ready = endpoints.Where(endpoint => endpoint.IsReady).ToList();
        return ready.Count > 0 ? ready : [.. endpoints.Where(endpoint => endpoint.IsServing && endpoint.IsTerminating)];
    }
}

namespace Tiphys.Network.Proxy;

/// <summary>Names of the maps and sets in the proxy's table.</summary>
internal static class ProxyMaps
{
    /// <summary>Address, protocol and port of a service to the chain that picks one of so many endpoints.</summary>
    public const string Services = "services";

    /// <summary>The same and the number of an endpoint to the endpoint.</summary>
    public const string Endpoints = "endpoints";

    /// <summary>Protocol and node port to the picking chain.</summary>
    public const string NodePorts = "node-ports";

    public const string NodePortEndpoints = "node-port-endpoints";

    /// <summary>Before the names above: the view of pods and of the node itself, where it differs (external traffic policy Local).</summary>
    public const string Inside = "inside-";

    /// <summary>Services nobody stands behind: to a refusal, or to silence.</summary>
    public const string Unserved = "unserved";

    public const string UnservedNodePorts = "unserved-node-ports";

    /// <summary>All service addresses: a port nobody offers there is refused.</summary>
    public const string ClusterAddresses = "cluster-addresses";

    /// <summary>Client and service to the endpoint the client stays with.</summary>
    public const string Affinity = "affinity";

    /// <summary>Services with affinity to the chain that notes the endpoint.</summary>
    public const string Remember = "remember";

    public const string RememberNodePorts = "remember-node-ports";

    /// <summary>Load balancer addresses that only some may use, and who.</summary>
    public const string Restricted = "restricted";

    public const string Sources = "sources";

    /// <summary>Pairs of one endpoint's address with itself: a pod that reaches itself through a service.</summary>
    public const string Hairpin = "hairpin";
}

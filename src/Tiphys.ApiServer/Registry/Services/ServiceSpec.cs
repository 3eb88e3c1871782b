using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry.Services;

/// <summary>What a service's spec says about addresses and ports.</summary>
internal static class ServiceSpec
{
    public static DocObject Of(DocObject service) => service.GetOrAddObject("spec");

    public static string Type(DocObject spec) => spec.GetString("type") is { Length: > 0 } type ? type : "ClusterIP";

    public static bool IsHeadless(DocObject spec) => spec.GetString("clusterIP") == "None" || spec.GetArray("clusterIPs")?.Strings().FirstOrDefault() == "None";

    public static bool NeedsAddress(DocObject spec) => Type(spec) != "ExternalName" && !IsHeadless(spec);

    public static bool NeedsNodePorts(DocObject spec) =>
        Type(spec) == "NodePort" || (Type(spec) == "LoadBalancer" && spec.GetBool("allocateLoadBalancerNodePorts") != false);

    public static bool NeedsHealthCheckPort(DocObject spec) => Type(spec) == "LoadBalancer" && spec.GetString("externalTrafficPolicy") == "Local";

    /// <summary>Addresses that are held: what was allocated and is neither None nor empty.</summary>
    public static IEnumerable<string> Addresses(DocObject? spec) =>
        (spec?.GetArray("clusterIPs")?.Strings() ?? []).Where(address => address is not ("" or "None"));

    /// <summary>Node ports that are held, each once (TCP and UDP may share one).</summary>
    public static IEnumerable<int> NodePorts(DocObject? spec)
    {
        if (spec is null)
            return [];
        var ports = spec.GetArray("ports")?.Objects().Select(port => (int)(port.GetInt64("nodePort") ?? 0)) ?? [];
        return ports.Append((int)(spec.GetInt64("healthCheckNodePort") ?? 0)).Where(port => port > 0).Distinct();
    }
}

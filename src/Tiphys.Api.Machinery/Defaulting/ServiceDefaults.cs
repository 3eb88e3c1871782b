using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of services. Addresses and node ports are allocated elsewhere.</summary>
internal static class ServiceDefaults
{
    private const int AffinitySeconds = 10800;

    public static void Apply(DocObject service)
    {
        var spec = service.GetOrAddObject("spec");
        spec.SetIfEmpty("sessionAffinity", "None");
        spec.SetIfEmpty("type", "ClusterIP");
        ApplyAffinity(spec);
        foreach (var port in spec.ObjectsOf("ports"))
        {
            port.SetIfEmpty("protocol", "TCP");
            if (port["targetPort"] is null or DocString { IsEmpty: true } || port.GetInt64("targetPort") == 0)
                port["targetPort"] = port["port"];
        }

        ApplyPolicies(spec, spec.GetString("type")!);
        if (spec.GetString("type") != "LoadBalancer")
            return;
        spec.SetIfMissing("allocateLoadBalancerNodePorts", true);
        foreach (var ingress in (service.GetPath("status", "loadBalancer") as DocObject)?.ObjectsOf("ingress") ?? [])
        {
            if (ingress.GetString("ip") is { Length: > 0 })
                ingress.SetIfMissing("ipMode", "VIP");
        }
    }

    private static void ApplyAffinity(DocObject spec)
    {
        if (spec.GetString("sessionAffinity") == "None")
            spec.Remove("sessionAffinityConfig");
        else if (spec.GetString("sessionAffinity") == "ClientIP")
            spec.GetOrAddObject("sessionAffinityConfig").GetOrAddObject("clientIP").SetIfMissing("timeoutSeconds", AffinitySeconds);
    }

    private static void ApplyPolicies(DocObject spec, string type)
    {
        var external = type is "NodePort" or "LoadBalancer" || (type == "ClusterIP" && spec.GetArray("externalIPs") is { Count: > 0 });
        if (external)
            spec.SetIfEmpty("externalTrafficPolicy", "Cluster");
        if (type is "NodePort" or "LoadBalancer" or "ClusterIP")
            spec.SetIfMissing("internalTrafficPolicy", "Cluster");
    }
}

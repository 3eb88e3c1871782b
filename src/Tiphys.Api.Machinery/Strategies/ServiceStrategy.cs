using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>
/// Updates of services: what was allocated and is not named stays, what the new type has no use for and nobody changed goes.
/// </summary>
internal static class ServiceStrategy
{
    public static void Update(DocObject updated, DocObject old)
    {
        if (updated.GetObject("spec") is not { } spec || old.GetObject("spec") is not { } before)
            return;
        KeepAllocated(spec, before);
        DropUseless(spec, before);
        if (Type(spec) != "LoadBalancer")
            updated.GetOrAddObject("status")["loadBalancer"] = new DocObject();
    }

    private static void KeepAllocated(DocObject spec, DocObject before)
    {
        if (NeedsClusterIp(before) && NeedsClusterIp(spec))
        {
            if (spec.GetString("clusterIP") is null or "")
                spec["clusterIP"] = before["clusterIP"];
            if (spec.GetArray("clusterIPs") is not { Count: > 0 })
                spec["clusterIPs"] = before["clusterIPs"]?.DeepClone();
            if (spec.GetString("ipFamilyPolicy") is null or "")
                spec["ipFamilyPolicy"] = before["ipFamilyPolicy"];
            if (spec.GetArray("ipFamilies") is not { Count: > 0 })
                spec["ipFamilies"] = before["ipFamilies"]?.DeepClone();
        }

        if (NeedsNodePort(before) && NeedsNodePort(spec))
            KeepNodePorts(spec, before);
        if (NeedsHealthCheckPort(before) && NeedsHealthCheckPort(spec) && before.GetInt64("healthCheckNodePort") is { } port)
            spec.SetIfZero("healthCheckNodePort", port);
    }

    private static void KeepNodePorts(DocObject spec, DocObject before)
    {
        var used = NodePorts(spec).Intersect(NodePorts(before)).ToHashSet();
        var byName = before.ObjectsOf("ports").ToLookup(port => port.GetString("name") ?? "", port => port.GetInt64("nodePort") ?? 0);
        foreach (var port in spec.ObjectsOf("ports"))
        {
            var kept = byName[port.GetString("name") ?? ""].LastOrDefault();
            if (kept != 0 && !used.Contains(kept))
                port.SetIfZero("nodePort", kept);
        }
    }

    private static void DropUseless(DocObject spec, DocObject before)
    {
        if (NeedsClusterIp(before) && !NeedsClusterIp(spec))
        {
            DropIfSame(spec, before, "clusterIP", "clusterIPs");
            DropIfSame(spec, before, "ipFamilies");
            DropIfSame(spec, before, "ipFamilyPolicy");
        }

        if (NeedsNodePort(before) && !NeedsNodePort(spec) && NodePorts(spec).All(NodePorts(before).ToHashSet().Contains))
        {
            foreach (var port in spec.ObjectsOf("ports"))
                port.Remove("nodePort");
        }

        if (NeedsHealthCheckPort(before) && !NeedsHealthCheckPort(spec))
            DropIfSame(spec, before, "healthCheckNodePort");
        if (Type(before) == "LoadBalancer" && Type(spec) != "LoadBalancer")
        {
            DropIfSame(spec, before, "allocateLoadBalancerNodePorts");
            DropIfSame(spec, before, "loadBalancerClass");
        }

        if (IsExternal(before) && !IsExternal(spec))
            DropIfSame(spec, before, "externalTrafficPolicy");
    }

    private static void DropIfSame(DocObject spec, DocObject before, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (spec[name] is { } value && !value.DeepEquals(before[name]))
                return;
        }

        foreach (var name in names)
            spec.Remove(name);
    }

    private static string Type(DocObject spec) => spec.GetString("type") ?? "ClusterIP";

    private static bool NeedsClusterIp(DocObject spec) => Type(spec) != "ExternalName";

    private static bool NeedsNodePort(DocObject spec) =>
        Type(spec) == "NodePort" || (Type(spec) == "LoadBalancer" && spec.GetBool("allocateLoadBalancerNodePorts") != false);

    private static bool NeedsHealthCheckPort(DocObject spec) => Type(spec) == "LoadBalancer" && spec.GetString("externalTrafficPolicy") == "Local";

    private static bool IsExternal(DocObject spec) =>
        Type(spec) is "NodePort" or "LoadBalancer" || (Type(spec) == "ClusterIP" && spec.GetArray("externalIPs") is { Count: > 0 });

    private static IEnumerable<long> NodePorts(DocObject spec) => spec.ObjectsOf("ports").Select(port => port.GetInt64("nodePort") ?? 0).Where(port => port != 0);
}

using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of network policies and ingress classes.</summary>
internal static class NetworkingDefaults
{
    public static void ApplyNetworkPolicy(DocObject policy)
    {
        var spec = policy.GetOrAddObject("spec");
        foreach (var port in spec.ObjectsOf("ingress").Concat(spec.ObjectsOf("egress")).SelectMany(rule => rule.ObjectsOf("ports")))
            port.SetIfMissing("protocol", "TCP");
        if (spec.GetArray("policyTypes") is { Count: > 0 })
            return;
        var types = new DocArray(["Ingress"]);
        if (spec.GetArray("egress") is { Count: > 0 })
            types.Add("Egress");
        spec["policyTypes"] = types;
    }

    public static void ApplyIngressClass(DocObject ingressClass) =>
        (ingressClass.GetPath("spec", "parameters") as DocObject)?.SetIfMissing("scope", "Cluster");
}

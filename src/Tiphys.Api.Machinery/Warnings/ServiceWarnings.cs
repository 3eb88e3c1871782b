using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of services, endpoints, policies and ingresses.</summary>
internal static class ServiceWarnings
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static void Service(WrittenObject service, List<string> warnings)
    {
        var spec = service.Spec;
        if (service.Annotations?.ContainsKey("service.kubernetes.io/topology-aware-hints") == true)
            warnings.Add("annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead");
        var type = spec.GetString("type");
        var isHeadless = type == "ClusterIP" && spec.GetString("clusterIP") == "None";
        var hasExternal = spec.GetArray("externalIPs") is { Count: > 0 };
        if (!isHeadless)
            AddressWarnings.Addresses(spec, "clusterIPs", Spec, warnings);
        else
            AddHeadless(spec, hasExternal, warnings);
        AddressWarnings.Addresses(spec, "externalIPs", Spec, warnings);
        if (hasExternal && !isHeadless && type != "ExternalName")
            warnings.Add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        AddressWarnings.Address(Spec.Child("loadBalancerIP"), spec.GetString("loadBalancerIP"), warnings);
        AddressWarnings.Ranges(spec, "loadBalancerSourceRanges", Spec, warnings);
        if (hasExternal && type == "ExternalName")
            warnings.Add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        if (type != "ExternalName" && !string.IsNullOrEmpty(spec.GetString("externalName")))
            warnings.Add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        if (spec.GetString("trafficDistribution") == "PreferClose")
            warnings.Add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
    }

    public static void Endpoints(WrittenObject endpoints, List<string> warnings)
    {
        if (IsManagedBy(endpoints, "endpoints.kubernetes.io/managed-by", "endpoint-controller"))
            return;
        var subset = 0;
        foreach (var part in endpoints.Document.ObjectsOf("subsets"))
        {
            var path = FieldPath.Root.Child("subsets").Index(subset++);
            foreach (var list in (string[])["addresses", "notReadyAddresses"])
            {
                var index = 0;
                foreach (var address in part.ObjectsOf(list))
                    AddressWarnings.Address(path.Child(list).Index(index++).Child("ip"), address.GetString("ip"), warnings);
            }
        }
    }

    public static void EndpointSlice(WrittenObject slice, List<string> warnings)
    {
        if (slice.Old is null && slice.Document.GetString("addressType") == "FQDN")
            warnings.Add("spec.addressType: FQDN endpoints are deprecated");
        if (IsManagedBy(slice, "endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"))
            return;
        var index = 0;
        foreach (var endpoint in slice.Document.ObjectsOf("endpoints"))
            AddressWarnings.Addresses(endpoint, "addresses", FieldPath.Root.Child("endpoints").Index(index++), warnings);
    }

    public static void NetworkPolicy(WrittenObject policy, List<string> warnings)
    {
        foreach (var (list, peers) in (ReadOnlySpan<(string, string)>)[("ingress", "from"), ("egress", "to")])
        {
            var rule = 0;
            foreach (var entry in policy.Spec.ObjectsOf(list))
            {
                var path = Spec.Child(list).Index(rule++).Child(peers);
                var peer = 0;
                foreach (var block in entry.ObjectsOf(peers).Select(one => one.GetObject("ipBlock")))
                {
                    var at = path.Index(peer++).Child("ipBlock");
                    AddressWarnings.Range(at.Child("cidr"), block?.GetString("cidr"), warnings);
                    AddressWarnings.Ranges(block ?? [], "except", at, warnings);
                }
            }
        }
    }

    public static void Ingress(WrittenObject ingress, List<string> warnings)
    {
        const string Annotation = "kubernetes.io/ingress.class";
        if (ingress.Old is null && ingress.Annotations?.ContainsKey(Annotation) == true && ingress.Spec["ingressClassName"] is not DocString)
            warnings.Add($"annotation \"{Annotation}\" is deprecated, please use 'spec.ingressClassName' instead");
    }

    private static void AddHeadless(DocObject spec, bool hasExternal, List<string> warnings)
    {
        if (!string.IsNullOrEmpty(spec.GetString("loadBalancerIP")))
            warnings.Add("spec.loadBalancerIP is ignored for headless services");
        if (hasExternal)
            warnings.Add("spec.externalIPs is ignored for headless services");
        if (spec.GetString("sessionAffinity") != "None")
            warnings.Add("spec.SessionAffinity is ignored for headless services");
    }

    // Controllers write addresses well; not to look at theirs saves time.
    private static bool IsManagedBy(WrittenObject written, string label, params ReadOnlySpan<string> controllers) =>
        controllers.Contains(((written.Document.GetPath("metadata", "labels") as DocObject)?.GetString(label)) ?? "");
}

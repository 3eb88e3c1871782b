using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Metadata;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>Services.</summary>
internal static class ServiceValidator
{
    private const int LongestAffinitySeconds = 86400;
    private const string NotForNames = "may not be set for ExternalName services";
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly KindValidator Validator = new(Create) { Change = Change, Status = (updated, _, errors) => LoadBalancerRules.Validate(updated, errors) };

    private static void Create(DocObject service, FieldErrors errors)
    {
        var spec = service.GetObject("spec") ?? [];
        var type = spec.Text("type");
        if (type.Length == 0)
            errors.Required(Spec.Child("type"));
        else if (type is not ("ClusterIP" or "NodePort" or "LoadBalancer" or "ExternalName"))
            errors.NotSupported(Spec.Child("type"), type, "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        var headless = spec.Text("clusterIP") == "None";
        if (spec.GetArray("ports") is not { Count: > 0 } && !headless && type != "ExternalName")
            errors.Required(Spec.Child("ports"));
        if (type == "LoadBalancer" && headless)
            errors.Invalid(Spec.Child("clusterIPs").Index(0), "None", "may not be set to 'None' for LoadBalancer services");
        if (type == "ExternalName")
            ValidateExternalName(spec, errors);
        ServicePortRules.Validate(spec, Spec, errors);
        MetadataRules.ValidateLabels(spec.GetObject("selector"), Spec.Child("selector"), errors);
        ValidateAffinity(spec, errors);
        ValidateAddresses(spec, errors);
        if (type != "ExternalName")
            ClusterAddressRules.Validate(spec, Spec, errors);
        ValidatePolicies(spec, type, errors);
    }

    private static void ValidateExternalName(DocObject spec, FieldErrors errors)
    {
        if (spec.GetArray("clusterIPs") is { Count: > 0 } || spec.IsSet("clusterIP"))
            errors.Forbidden(Spec.Child("clusterIPs"), NotForNames);
        if (spec.GetArray("ipFamilies") is { Count: > 0 })
            errors.Forbidden(Spec.Child("ipFamilies"), NotForNames);
        if (spec["ipFamilyPolicy"] is DocString)
            errors.Forbidden(Spec.Child("ipFamilyPolicy"), NotForNames);
        var name = spec.Text("externalName").TrimEnd('.');
        if (name.Length == 0)
            errors.Required(Spec.Child("externalName"));
        else
            errors.InvalidIf(NameFormats.Subdomain(name), Spec.Child("externalName"), name);
    }

    private static void ValidateAffinity(DocObject spec, FieldErrors errors)
    {
        errors.OneOf(spec, "sessionAffinity", Spec, "ClientIP", "None");
        var path = Spec.Child("sessionAffinityConfig");
        if (spec.Text("sessionAffinity") == "None" && spec.ContainsKey("sessionAffinityConfig"))
            errors.Forbidden(path, "must not be set when session affinity is None");
        if (spec.Text("sessionAffinity") == "ClientIP" && spec.GetPath("sessionAffinityConfig", "clientIP", "timeoutSeconds") is DocNumber seconds
            && (!seconds.TryGetInt64(out var value) || value is <= 0 or > LongestAffinitySeconds))
            errors.Invalid(path.Child("clientIP", "timeoutSeconds"), seconds, $"must be greater than 0 and less than {LongestAffinitySeconds}");
    }

    private static void ValidateAddresses(DocObject spec, FieldErrors errors)
    {
        foreach (var (address, at) in spec.Texts("externalIPs", Spec))
        {
            SharedRules.IpAddress(errors, address, at);
            errors.InvalidIf(AddressRules.NotForEndpoints(address), at, address);
        }

        errors.OneOfIfGiven(spec, "trafficDistribution", Spec, "PreferClose", "PreferSameZone", "PreferSameNode");
        foreach (var (range, at) in spec.Texts("loadBalancerSourceRanges", Spec).Select((entry, index) => (entry.Value, Spec.Child("LoadBalancerSourceRanges").Index(index))))
            errors.InvalidIf(AddressRules.CidrError(range.Trim()), at, range);
        if (spec.GetArray("loadBalancerSourceRanges") is { Count: > 0 } && spec.Text("type") != "LoadBalancer")
            errors.Forbidden(Spec.Child("LoadBalancerSourceRanges"), "may only be used when `type` is 'LoadBalancer'");
    }

    private static void ValidatePolicies(DocObject spec, string type, FieldErrors errors)
    {
        var external = type is "NodePort" or "LoadBalancer" || (type == "ClusterIP" && spec.GetArray("externalIPs") is { Count: > 0 });
        if (spec.IsSet("externalTrafficPolicy") && !external)
            errors.Invalid(Spec.Child("externalTrafficPolicy"), spec["externalTrafficPolicy"], "may only be set for externally-accessible services");
        if (external)
            errors.OneOfIfSet(spec, "externalTrafficPolicy", Spec, "Cluster", "Local");
        errors.OneOfIfGiven(spec, "internalTrafficPolicy", Spec, "Cluster", "Local");
        if (type is "ClusterIP" or "NodePort" or "LoadBalancer" && spec["internalTrafficPolicy"] is not DocString)
            errors.Required(Spec.Child("internalTrafficPolicy"));
        var local = type == "LoadBalancer" && spec.Text("externalTrafficPolicy") == "Local";
        if (spec.GetInt64("healthCheckNodePort") is { } port and not 0)
        {
            if (!local)
                errors.Invalid(Spec.Child("healthCheckNodePort"), port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
            else
                SharedRules.PortNumber(errors, port, Spec.Child("healthCheckNodePort"));
        }

        if (type != "LoadBalancer")
        {
            foreach (var name in (string[])["allocateLoadBalancerNodePorts", "loadBalancerClass"])
            {
                if (spec.ContainsKey(name))
                    errors.Forbidden(Spec.Child(name), "may only be used when `type` is 'LoadBalancer'");
            }
        }
        else if (spec["loadBalancerClass"] is DocString)
        {
            errors.InvalidIf(NameFormats.QualifiedName(spec.Text("loadBalancerClass")), Spec.Child("loadBalancerClass"), spec["loadBalancerClass"]);
        }
    }

    private static void Change(DocObject updated, DocObject old, FieldErrors errors)
    {
        var spec = updated.GetObject("spec") ?? [];
        var before = old.GetObject("spec") ?? [];
        if (before.Text("type") == "ExternalName" || spec.Text("type") == "ExternalName")
            return;
        if (before.Text("clusterIP").Length > 0 && spec.Text("clusterIP") != before.Text("clusterIP"))
            errors.Invalid(Spec.Child("clusterIPs").Index(0), spec["clusterIP"], "may not change once set");
        if (before.Text("type") == "LoadBalancer" && spec.Text("type") == "LoadBalancer" && !spec["loadBalancerClass"].SameAs(before["loadBalancerClass"]))
            errors.Invalid(Spec.Child("loadBalancerClass"), spec["loadBalancerClass"], "may not change once set");
    }
}

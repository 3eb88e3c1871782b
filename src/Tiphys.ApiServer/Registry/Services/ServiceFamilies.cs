using Tiphys.Api.Documents;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Registry.Services;

/// <summary>Completes a service's address families for a cluster that has IPv4 service addresses only.</summary>
internal static class ServiceFamilies
{
    /// <exception cref="ApiException">422: two families are demanded.</exception>
    public static void Complete(WriteRequest request, DocObject spec)
    {
        if (ServiceSpec.Type(spec) == "ExternalName")
            return;
        var headless = ServiceSpec.IsHeadless(spec);
        if (headless && spec.GetObject("selector") is not { Count: > 0 })
        {
            CompleteUnselected(spec);
            return;
        }

        if (spec.GetString("ipFamilyPolicy") == "RequireDualStack")
            throw Refused(request, "spec.ipFamilyPolicy", "Invalid value: \"RequireDualStack\": Cluster is not configured for dual-stack services");
        if (spec.GetArray("ipFamilies")?.Strings().FirstOrDefault(family => family == "IPv6") is { } other)
            throw Refused(request, "spec.ipFamilies[0]", $"Invalid value: \"{other}\": not configured on this cluster");
        if (spec["ipFamilyPolicy"] is not DocString)
            spec["ipFamilyPolicy"] = "SingleStack";
        if (spec.GetArray("ipFamilies") is not { Count: > 0 })
            spec["ipFamilies"] = new DocArray(["IPv4"]);
    }

    /// <summary>Without a selector somebody else makes the endpoints, of whatever family: both are allowed.</summary>
    private static void CompleteUnselected(DocObject spec)
    {
        if (string.IsNullOrEmpty(spec.GetString("ipFamilyPolicy")))
            spec["ipFamilyPolicy"] = "RequireDualStack";
        var families = spec.GetArray("ipFamilies")?.Strings().ToList() ?? [];
        if (families.Count == 0)
            families.Add("IPv4");
        if (families.Count == 1 && spec.GetString("ipFamilyPolicy") != "SingleStack")
            families.Add(families[0] == "IPv4" ? "IPv6" : "IPv4");
        spec["ipFamilies"] = new DocArray(families.Select(family => (DocNode)family));
    }

    private static ApiException Refused(WriteRequest request, string field, string message) =>
        ApiException.Invalid("", "Service", request.Name, [new("FieldValueInvalid", message, field)]);
}

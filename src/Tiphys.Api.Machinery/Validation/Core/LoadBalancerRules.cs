using System.Net;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>Where a load balancer takes a service's traffic in, as its status tells.</summary>
internal static class LoadBalancerRules
{
    private static readonly FieldPath Status = FieldPath.Root.Child("status", "loadBalancer");

    public static void Validate(DocObject service, FieldErrors errors)
    {
        if (service.GetPath("status", "loadBalancer") is not DocObject balancer)
            return;
        if (service.GetObject("spec")?.Text("type") != "LoadBalancer")
        {
            if (balancer.GetArray("ingress") is { Count: > 0 })
                errors.Forbidden(Status.Child("ingress"), "may only be used when `spec.type` is 'LoadBalancer'");
            return;
        }

        foreach (var (ingress, at) in balancer.Items("ingress", Status))
            ValidateIngress(ingress, at, errors);
    }

    private static void ValidateIngress(DocObject ingress, FieldPath path, FieldErrors errors)
    {
        if (ingress.IsSet("ip"))
            SharedRules.IpAddress(errors, ingress["ip"], path.Child("ip"));
        if (ingress["ipMode"] is not DocString mode)
        {
            if (ingress.IsSet("ip"))
                errors.Required(path.Child("ipMode"), "must be specified when `ip` is set");
        }
        else if (!ingress.IsSet("ip"))
        {
            errors.Forbidden(path.Child("ipMode"), "may not be specified when `ip` is not set");
        }
        else if (mode.Value is not ("VIP" or "Proxy"))
        {
            errors.NotSupported(path.Child("ipMode"), mode, "Proxy", "VIP");
        }

        if (!ingress.IsSet("hostname"))
            return;
        errors.InvalidIf(NameFormats.Subdomain(ingress.Text("hostname")), path.Child("hostname"), ingress["hostname"]);
        if (IPAddress.TryParse(ingress.Text("hostname"), out _))
            errors.Invalid(path.Child("hostname"), ingress["hostname"], "must be a DNS name, not an IP address");
    }
}

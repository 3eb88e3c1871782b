using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Core;

namespace Tiphys.Api.Machinery.Validation.Networking;

/// <summary>Network policies, ingress classes, endpoint slices, addresses.</summary>
internal static class NetworkingValidators
{
    private const int MostEndpoints = 1000;
    private const int MostAddresses = 100;
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("networking.k8s.io", "Ingress")] = IngressValidator.Validator,
        [("networking.k8s.io", "NetworkPolicy")] = new(Policy),
        [("networking.k8s.io", "IngressClass")] = new(Class) { Change = (updated, old, errors) => ControllerStays(updated, old, errors) },
        [("networking.k8s.io", "ServiceCIDR")] = new(ServiceCidr),
        [("networking.k8s.io", "IPAddress")] = new(Address) { Change = (updated, old, errors) => errors.Immutable(updated.GetObject("spec"), old.GetObject("spec"), "parentRef", Spec) },
        [("discovery.k8s.io", "EndpointSlice")] = new(Slice) { Change = (updated, old, errors) => errors.Immutable(updated, old, "addressType", FieldPath.Root) },
    };

    private static void Policy(DocObject policy, FieldErrors errors)
    {
        var spec = policy.GetObject("spec") ?? [];
        SharedRules.LabelSelector(errors, spec.GetObject("podSelector"), Spec.Child("podSelector"));
        foreach (var (rule, at) in spec.Items("ingress", Spec))
            ValidateRule(rule, "from", at, errors);
        foreach (var (rule, at) in spec.Items("egress", Spec))
            ValidateRule(rule, "to", at, errors);
        if (spec.GetArray("policyTypes") is { Count: > 2 } many)
            errors.Invalid(Spec.Child("policyTypes"), many, "may not specify more than two policyTypes");
        foreach (var (type, at) in spec.Texts("policyTypes", Spec))
        {
            if (type is not ("Ingress" or "Egress"))
                errors.NotSupported(at, type, "Egress", "Ingress");
        }
    }

    private static void ValidateRule(DocObject rule, string peers, FieldPath path, FieldErrors errors)
    {
        foreach (var (port, at) in rule.Items("ports", path))
        {
            errors.OneOfIfSet(port, "protocol", at, "TCP", "UDP", "SCTP");
            if (port["port"] is { } number)
                SharedRules.PortReference(errors, number, at.Child("port"));
            if (port.GetInt64("endPort") is not { } end)
                continue;
            if (port["port"] is not DocNumber)
                errors.Invalid(at.Child("endPort"), end, "may not be specified when `port` is not specified or non-numeric");
            else if (end < port.GetInt64("port"))
                errors.Invalid(at.Child("endPort"), end, "must be greater than or equal to `port`");
        }

        foreach (var (peer, at) in rule.Items(peers, path))
            ValidatePeer(peer, at, errors);
    }

    private static void ValidatePeer(DocObject peer, FieldPath path, FieldErrors errors)
    {
        SharedRules.LabelSelector(errors, peer.GetObject("podSelector"), path.Child("podSelector"));
        SharedRules.LabelSelector(errors, peer.GetObject("namespaceSelector"), path.Child("namespaceSelector"));
        var selected = peer.GetObject("podSelector") is not null || peer.GetObject("namespaceSelector") is not null;
        if (peer.GetObject("ipBlock") is not { } block)
        {
            if (!selected)
                errors.Required(path, "must specify a peer");
            return;
        }

        if (selected)
            errors.Forbidden(path, "may not specify both ipBlock and another peer");
        var at = path.Child("ipBlock");
        if (!block.IsSet("cidr"))
            errors.Required(at.Child("cidr"));
        else
            errors.InvalidIf(AddressRules.CidrError(block.Text("cidr")), at.Child("cidr"), block["cidr"]);
        foreach (var (except, exceptAt) in block.Texts("except", at))
            errors.InvalidIf(AddressRules.CidrError(except), exceptAt, except);
    }

    private static void Class(DocObject ingressClass, FieldErrors errors)
    {
        var spec = ingressClass.GetObject("spec") ?? [];
        var controller = spec.Text("controller");
        if (controller.Length == 0)
            errors.Required(Spec.Child("controller"));
        else if (controller.Length > 250)
            errors.TooLong(Spec.Child("controller"), 250);
        else if (controller.IndexOf('/') is var slash && (slash <= 0 || NameFormats.Subdomain(controller[..slash]) is not null))
            errors.Invalid(Spec.Child("controller"), controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        if (spec.GetObject("parameters") is not { } parameters)
            return;
        var at = Spec.Child("parameters");
        errors.RequiredText(parameters, "kind", at);
        errors.RequiredText(parameters, "name", at);
        errors.OneOf(parameters, "scope", at, "Cluster", "Namespace");
        if (parameters.Text("scope") == "Namespace" && !parameters.IsSet("namespace"))
            errors.Required(at.Child("namespace"), "`parameters.scope` is set to 'Namespace'");
        if (parameters.Text("scope") == "Cluster" && parameters.IsSet("namespace"))
            errors.Forbidden(at.Child("namespace"), "`parameters.scope` is set to 'Cluster'");
    }

    private static void ControllerStays(DocObject updated, DocObject old, FieldErrors errors) =>
        errors.Immutable(updated.GetObject("spec"), old.GetObject("spec"), "controller", Spec);

    private static void ServiceCidr(DocObject cidr, FieldErrors errors)
    {
        if ((cidr.GetPath("spec", "cidrs") as DocArray)?.Count is null or 0)
            errors.Required(Spec.Child("cidrs"), "at least one CIDR required");
        foreach (var (network, at) in cidr.GetObject("spec")?.Texts("cidrs", Spec) ?? [])
            errors.InvalidIf(AddressRules.CidrError(network), at, network);
    }

    private static void Address(DocObject address, FieldErrors errors)
    {
        if (address.GetPath("spec", "parentRef") is not DocObject parent)
        {
            errors.Required(Spec.Child("parentRef"));
            return;
        }

        errors.RequiredText(parent, "resource", Spec.Child("parentRef"));
        errors.RequiredText(parent, "name", Spec.Child("parentRef"));
    }

    private static void Slice(DocObject slice, FieldErrors errors)
    {
        errors.OneOf(slice, "addressType", FieldPath.Root, "FQDN", "IPv4", "IPv6");
        if (slice.GetArray("endpoints") is { Count: > MostEndpoints } endpoints)
            errors.TooMany(FieldPath.Root.Child("endpoints"), endpoints.Count, MostEndpoints);
        foreach (var (endpoint, at) in slice.Items("endpoints", FieldPath.Root))
            ValidateEndpoint(endpoint, slice.Text("addressType"), at, errors);
        var names = new HashSet<string>();
        foreach (var (port, at) in slice.Items("ports", FieldPath.Root))
        {
            var name = port.Text("name");
            if (name.Length > 0)
                errors.InvalidIf(NameFormats.Label1123(name), at.Child("name"), name);
            if (!names.Add(name))
                errors.Duplicate(at.Child("name"), name);
            errors.OneOf(port, "protocol", at, "TCP", "UDP", "SCTP");
        }
    }

    private static void ValidateEndpoint(DocObject endpoint, string type, FieldPath path, FieldErrors errors)
    {
        var count = endpoint.GetArray("addresses")?.Count ?? 0;
        if (count == 0)
            errors.Required(path.Child("addresses"), "must contain at least 1 address");
        else if (count > MostAddresses)
            errors.TooMany(path.Child("addresses"), count, MostAddresses);
        foreach (var (address, at) in endpoint.Texts("addresses", path))
        {
            if (type == "FQDN")
            {
                errors.InvalidIf(NameFormats.Subdomain(address), at, address);
                continue;
            }

            if (!SharedRules.IsIp(address) || address.Contains(':') != (type == "IPv6"))
                errors.Invalid(at, address, $"must be a valid {type} address");
            errors.InvalidIf(AddressRules.NotForEndpoints(address), at, address);
        }

        if (endpoint.IsSet("nodeName"))
            errors.InvalidIf(NameFormats.Subdomain(endpoint.Text("nodeName")), path.Child("nodeName"), endpoint["nodeName"]);
        if (endpoint.IsSet("hostname"))
            errors.InvalidIf(NameFormats.Label1123(endpoint.Text("hostname")), path.Child("hostname"), endpoint["hostname"]);
    }
}

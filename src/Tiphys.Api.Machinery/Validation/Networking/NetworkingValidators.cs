using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Core;

namespace Tiphys.Api.Machinery.Validation.Networking;

/// <summary>Network policies, ingress classes, addresses and their ranges.</summary>
internal static class NetworkingValidators
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("networking.k8s.io", "Ingress")] = IngressValidator.Validator,
        [("networking.k8s.io", "NetworkPolicy")] = new(Policy),
        [("networking.k8s.io", "IngressClass")] = new(Class) { Change = (updated, old, errors) => ControllerStays(updated, old, errors) },
        [("networking.k8s.io", "ServiceCIDR")] = new(ServiceCidr),
        [("networking.k8s.io", "IPAddress")] = new(Address) { Change = (updated, old, errors) => errors.Immutable(updated.GetObject("spec"), old.GetObject("spec"), "parentRef", Spec) },
        [("discovery.k8s.io", "EndpointSlice")] = EndpointSliceValidator.Validator,
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
        {
            errors.Invalid(Spec.Child("policyTypes"), many, "may not specify more than two policyTypes");
            return;
        }

        foreach (var (type, at) in spec.Texts("policyTypes", Spec))
        {
            if (type is not ("Ingress" or "Egress"))
                errors.NotSupported(at, type, "Ingress", "Egress");
        }
    }

    private static void ValidateRule(DocObject rule, string peers, FieldPath path, FieldErrors errors)
    {
        foreach (var (port, at) in rule.Items("ports", path))
        {
            errors.OneOfIfGiven(port, "protocol", at, "TCP", "UDP", "SCTP");
            if (port["port"] is { } number)
                SharedRules.PortReference(errors, number, at.Child("port"));
            if (port.GetInt64("endPort") is not { } end)
                continue;
            if (port["port"] is null)
                errors.Invalid(at.Child("endPort"), end, "may not be specified when `port` is not specified");
            else if (port["port"] is not DocNumber)
                errors.Invalid(at.Child("endPort"), end, "may not be specified when `port` is non-numeric");
            else
                LastPort(port, end, at.Child("endPort"), errors);
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

        var at = path.Child("ipBlock");
        if (!block.IsSet("cidr"))
            errors.Required(at.Child("cidr"));
        else
            errors.InvalidIf(AddressRules.CidrError(block.Text("cidr")), at.Child("cidr"), block["cidr"]);
        foreach (var (except, exceptAt) in block.Texts("except", at))
            errors.InvalidIf(AddressRules.CidrError(except), exceptAt, except);
        if (selected)
            errors.Forbidden(path, "may not specify both ipBlock and another peer");
    }

    private static void LastPort(DocObject port, long end, FieldPath path, FieldErrors errors)
    {
        if (end < port.GetInt64("port"))
            errors.Invalid(path, port["port"], "must be greater than or equal to `port`");
        SharedRules.PortNumber(errors, end, path);
    }

    private static void Class(DocObject ingressClass, FieldErrors errors)
    {
        var spec = ingressClass.GetObject("spec") ?? [];
        var controller = spec.Text("controller");
        if (controller.Length == 0)
            errors.Required(Spec.Child("controller"));
        if (controller.Length > 250)
            errors.TooLong(Spec.Child("controller"), 250);
        if (controller.Length > 0)
            SharedRules.DomainPrefixedPath(errors, controller, Spec.Child("controller"));
        if (spec.GetObject("parameters") is not { } parameters)
            return;
        var at = Spec.Child("parameters");
        IngressValidator.Reference(parameters, at, errors);
        if (parameters["scope"] is not DocString)
            errors.Required(at.Child("scope"));
        else
            errors.Supported(parameters, "scope", at, "Cluster", "Namespace");
        if (parameters.Text("scope") == "Namespace" && parameters["namespace"] is not DocString)
            errors.Required(at.Child("namespace"), "`parameters.scope` is set to 'Namespace'");
        else if (parameters.Text("scope") == "Namespace")
            errors.InvalidIf(NameFormats.Label1123(parameters.Text("namespace")), at.Child("namespace"), parameters["namespace"]);
        if (parameters.Text("scope") == "Cluster" && parameters["namespace"] is DocString)
            errors.Forbidden(at.Child("namespace"), "`parameters.scope` is set to 'Cluster'");
    }

    private static void ControllerStays(DocObject updated, DocObject old, FieldErrors errors) =>
        errors.Immutable(updated.GetObject("spec"), old.GetObject("spec"), "controller", Spec);

    private static void ServiceCidr(DocObject cidr, FieldErrors errors)
    {
        if ((cidr.GetPath("spec", "cidrs") as DocArray)?.Count is null or 0)
            errors.Required(Spec.Child("cidrs"), "at least one CIDR required");
        var networks = (cidr.GetObject("spec")?.Texts("cidrs", Spec) ?? []).ToArray();
        if (networks.Length > 2 || (networks.Length == 2 && networks[0].Value.Contains(':') == networks[1].Value.Contains(':')))
        {
            errors.Invalid(
                Spec.Child("cidrs"), cidr.GetPath("spec", "cidrs"), "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }

        foreach (var (network, at) in networks)
            errors.InvalidIf(AddressRules.CidrError(network), at, network);
    }

    private static void Address(DocObject address, FieldErrors errors)
    {
        if (address.GetPath("spec", "parentRef") is not DocObject parent)
        {
            errors.Required(Spec.Child("parentRef"));
            return;
        }

        var path = Spec.Child("parentRef");
        if (parent.IsSet("group"))
            errors.InvalidIf(NameFormats.Subdomain(parent.Text("group")), path.Child("group"), parent["group"]);
        errors.RequiredText(parent, "resource", path);
        errors.RequiredText(parent, "name", path);
        foreach (var name in ((string[])["resource", "name", "namespace"]).Where(name => parent.IsSet(name)))
            errors.InvalidIf(NameFormats.PathSegment(parent.Text(name)), path.Child(name), parent[name]);
    }
}

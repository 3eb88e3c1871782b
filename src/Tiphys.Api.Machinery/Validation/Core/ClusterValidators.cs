using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Pods;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>Namespaces, nodes, service accounts, events, endpoints.</summary>
internal static class ClusterValidators
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("", "Pod")] = PodValidator.Pod,
        [("", "PodTemplate")] = PodValidator.PodTemplate,
        [("", "Service")] = ServiceValidator.Validator,
        [("", "Namespace")] = new(Namespace) { Subresource = (_, updated, _, errors) => Namespace(updated, errors) },
        [("", "Node")] = new(Node) { Change = NodeChange },
        [("", "ServiceAccount")] = new((_, _) => { }),
        [("", "Event")] = new(EventRules.Core),
        [("events.k8s.io", "Event")] = new(EventRules.New) { Change = EventRules.Stays },
        [("", "Endpoints")] = new(Endpoints),
    };

    private static void Namespace(DocObject @namespace, FieldErrors errors)
    {
        var at = Spec.Child("finalizers");
        foreach (var (finalizer, _) in @namespace.GetObject("spec")?.Texts("finalizers", Spec) ?? [])
        {
            errors.InvalidIf(NameFormats.QualifiedName(finalizer), at, finalizer);
            if (!finalizer.Contains('/') && finalizer is not ("kubernetes" or "orphan" or "foregroundDeletion"))
                errors.Invalid(at, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
        }
    }

    private static void Node(DocObject node, FieldErrors errors)
    {
        var spec = node.GetObject("spec") ?? [];
        var taints = new HashSet<string>();
        foreach (var (taint, at) in spec.Items("taints", FieldPath.Root.Child("metadata")))
        {
            errors.InvalidIf(NameFormats.QualifiedName(taint.Text("key")), at.Child("key"), taint.Text("key"));
            errors.InvalidIf(NameFormats.LabelValue(taint.Text("value")), at.Child("value"), taint["value"]);
            errors.OneOf(taint, "effect", at, "NoSchedule", "PreferNoSchedule", "NoExecute");
            if (!taints.Add($"{taint.Text("key")}:{taint.Text("effect")}"))
                errors.Duplicate(at, taint, "taints must be unique by key and effect pair");
        }

        foreach (var (cidr, at) in spec.Texts("podCIDRs", Spec))
            errors.InvalidIf(AddressRules.CidrError(cidr), at, cidr);
        if (spec.GetArray("podCIDRs") is { } cidrs && (cidrs.Count > 2 || (cidrs.Count == 2 && cidrs.Strings().Count(cidr => cidr.Contains(':')) != 1)))
            errors.Invalid(Spec.Child("podCIDRs"), cidrs, "may specify no more than one CIDR for each IP family");
        var status = FieldPath.Root.Child("status");
        foreach (var list in (string[])["capacity", "allocatable"])
        {
            foreach (var (name, value) in node.GetPath("status", list) as DocObject ?? [])
                SharedRules.NonNegativeQuantity(errors, value, status.Child(list).Key(name));
        }
    }

    private static void NodeChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        var spec = updated.GetObject("spec") ?? [];
        var before = old.GetObject("spec") ?? [];
        if (before.GetArray("podCIDRs") is { Count: > 0 } cidrs && !cidrs.SameAs(spec["podCIDRs"]))
            errors.Forbidden(Spec.Child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        if (before.IsSet("providerID") && before.Text("providerID") != spec.Text("providerID"))
            errors.Forbidden(Spec.Child("providerID"), "node updates may not change providerID except from \"\" to valid");
    }

    private static void Endpoints(DocObject endpoints, FieldErrors errors)
    {
        foreach (var (subset, at) in endpoints.Items("subsets", FieldPath.Root))
        {
            if (subset.GetArray("addresses") is not { Count: > 0 } && subset.GetArray("notReadyAddresses") is not { Count: > 0 })
                errors.Required(at, "must specify `addresses` or `notReadyAddresses`");
            foreach (var (address, addressAt) in subset.Items("addresses", at).Concat(subset.Items("notReadyAddresses", at)))
            {
                SharedRules.IpAddress(errors, address["ip"], addressAt.Child("ip"));
                errors.InvalidIf(
                    SharedRules.IsIp(address.Text("ip")) ? AddressRules.NotForEndpoints(address.Text("ip")) : "must be a valid IP address",
                    addressAt.Child("ip"),
                    address["ip"]);
                if (address.IsSet("hostname"))
                    errors.InvalidIf(NameFormats.Label1123(address.Text("hostname")), addressAt.Child("hostname"), address["hostname"]);
                if (address["nodeName"] is DocString node)
                    errors.InvalidIf(NameFormats.Subdomain(node.Value), addressAt.Child("nodeName"), node);
            }

            var named = subset.GetArray("ports") is { Count: > 1 };
            foreach (var (port, portAt) in subset.Items("ports", at))
            {
                if (named)
                    errors.RequiredText(port, "name", portAt);
                if (port.IsSet("name"))
                    errors.InvalidIf(NameFormats.Label1123(port.Text("name")), portAt.Child("name"), port["name"]);
                SharedRules.PortNumber(errors, port["port"] ?? 0, portAt.Child("port"));
                errors.OneOf(port, "protocol", portAt, "SCTP", "TCP", "UDP");
                if (port["appProtocol"] is DocString protocol)
                    errors.InvalidIf(NameFormats.QualifiedName(protocol.Value), portAt.Child("appProtocol"), protocol);
            }
        }
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Core;

namespace Tiphys.Api.Machinery.Validation.Networking;

/// <summary>Endpoint slices.</summary>
internal static class EndpointSliceValidator
{
    private const int MostEndpoints = 1000;
    private const int MostAddresses = 100;
    private const int MostPorts = 20000;
    private const int MostHints = 8;

    public static readonly KindValidator Validator =
        new(Slice) { Change = (updated, old, errors) => errors.Immutable(updated, old, "addressType", FieldPath.Root) };

    private static void Slice(DocObject slice, FieldErrors errors)
    {
        errors.OneOf(slice, "addressType", FieldPath.Root, "FQDN", "IPv4", "IPv6");
        if (slice.GetArray("endpoints") is { Count: > MostEndpoints } endpoints)
            errors.TooMany(FieldPath.Root.Child("endpoints"), endpoints.Count, MostEndpoints);
        foreach (var (endpoint, at) in slice.Items("endpoints", FieldPath.Root))
            ValidateEndpoint(endpoint, slice.Text("addressType"), at, errors);
        if (slice.GetArray("ports") is { Count: > MostPorts } ports)
            errors.TooMany(FieldPath.Root.Child("ports"), ports.Count, MostPorts);
        var names = new HashSet<string>();
        foreach (var (port, at) in slice.Items("ports", FieldPath.Root))
            ValidatePort(port, names, at, errors);
    }

    private static void ValidatePort(DocObject port, HashSet<string> names, FieldPath path, FieldErrors errors)
    {
        var name = port.Text("name");
        if (name.Length > 0)
            errors.InvalidIf(NameFormats.Label1123(name), path.Child("name"), name);
        if (!names.Add(name))
            errors.Duplicate(path.Child("name"), name);
        if (port["protocol"] is not DocString)
            errors.Required(path.Child("protocol"));
        else
            errors.Supported(port, "protocol", path, "SCTP", "TCP", "UDP");
        if (port["appProtocol"] is DocString protocol)
            errors.InvalidIf(NameFormats.QualifiedName(protocol.Value), path.Child("appProtocol"), protocol);
    }

    private static void ValidateEndpoint(DocObject endpoint, string type, FieldPath path, FieldErrors errors)
    {
        var count = endpoint.GetArray("addresses")?.Count ?? 0;
        if (count == 0)
            errors.Required(path.Child("addresses"), "must contain at least 1 address");
        else if (count > MostAddresses)
            errors.TooMany(path.Child("addresses"), count, MostAddresses);
        foreach (var (address, at) in endpoint.Texts("addresses", path))
            ValidateAddress(address, type, at, errors);
        if (endpoint["nodeName"] is DocString node)
            errors.InvalidIf(NameFormats.Subdomain(node.Value), path.Child("nodeName"), node);
        if (endpoint["hostname"] is DocString host)
            errors.InvalidIf(NameFormats.Label1123(host.Value), path.Child("hostname"), host);
        if (endpoint.GetObject("hints") is not { } hints)
            return;
        ValidateHints(hints, "forZones", path.Child("hints"), NameFormats.LabelValue, errors);
        ValidateHints(hints, "forNodes", path.Child("hints"), NameFormats.Subdomain, errors);
    }

    private static void ValidateHints(DocObject hints, string list, FieldPath path, Func<string, string?> format, FieldErrors errors)
    {
        if (hints.GetArray(list) is { Count: > MostHints } many)
        {
            errors.TooMany(path.Child(list), many.Count, MostHints);
            return;
        }

        var names = new HashSet<string>();
        foreach (var (hint, at) in hints.Items(list, path))
        {
            if (!names.Add(hint.Text("name")))
                errors.Duplicate(at.Child("name"), hint.Text("name"));
            else
                errors.InvalidIf(format(hint.Text("name")), at.Child("name"), hint.Text("name"));
        }
    }

    private static void ValidateAddress(string address, string type, FieldPath path, FieldErrors errors)
    {
        if (type == "FQDN")
        {
            errors.InvalidIf(NameFormats.Subdomain(address), path, address);
            return;
        }

        if (!SharedRules.IsIp(address))
            errors.Invalid(path, address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        else if (address.Contains(':') != (type == "IPv6"))
            errors.Invalid(path, address, $"must be an {type} address");
        errors.InvalidIf(AddressRules.NotForEndpoints(address), path, address);
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>A service's ports.</summary>
internal static class ServicePortRules
{
    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>();
        var ports = new HashSet<string>();
        var nodePorts = new HashSet<string>();
        var named = spec.GetArray("ports") is { Count: > 1 };
        var type = spec.Text("type");
        foreach (var (port, at) in spec.Items("ports", path))
        {
            ValidateName(port, named, names, at, errors);
            if (port.GetInt64("port") is null)
                errors.Invalid(at.Child("port"), 0, "must be between 1 and 65535, inclusive");
            SharedRules.PortNumber(errors, port["port"], at.Child("port"));
            errors.OneOf(port, "protocol", at, "SCTP", "TCP", "UDP");
            if (port["targetPort"] is { } target)
                SharedRules.PortReference(errors, target, at.Child("targetPort"));
            if (port["appProtocol"] is DocString)
                errors.InvalidIf(NameFormats.QualifiedName(port.Text("appProtocol")), at.Child("appProtocol"), port["appProtocol"]);
            if (!ports.Add($"{port["port"]}/{port.Text("protocol")}"))
                errors.Duplicate(at, new DocObject { { "port", port["port"] ?? 0 }, { "protocol", port.Text("protocol") } });
            if (port.GetInt64("nodePort") is not { } nodePort || nodePort == 0)
                continue;
            if (type == "ExternalName")
                continue;
            if (type == "ClusterIP")
                errors.Forbidden(at.Child("nodePort"), "may not be used when `type` is 'ClusterIP'");
            else if (!nodePorts.Add($"{nodePort}/{port.Text("protocol")}"))
                errors.Duplicate(at.Child("nodePort"), nodePort);
        }
    }

    private static void ValidateName(DocObject port, bool required, HashSet<string> names, FieldPath path, FieldErrors errors)
    {
        var name = port.Text("name");
        if (name.Length == 0)
        {
            if (required)
                errors.Required(path.Child("name"));
            return;
        }

        errors.InvalidIf(NameFormats.Label1123(name), path.Child("name"), name);
        if (!names.Add(name))
            errors.Duplicate(path.Child("name"), name);
    }
}

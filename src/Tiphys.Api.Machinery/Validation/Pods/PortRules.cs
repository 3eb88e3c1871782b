using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>A container's ports.</summary>
internal static class PortRules
{
    public static void Validate(DocObject container, bool hostNetwork, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>();
        foreach (var (port, at) in container.Items("ports", path))
        {
            if (port.Text("name") is { Length: > 0 } name)
            {
                if (NameFormats.PortName(name) is { } wrong)
                    errors.InvalidIf(wrong, at.Child("name"), name);
                else if (!names.Add(name))
                    errors.Duplicate(at.Child("name"), name);
            }

            if (port.GetInt64("containerPort") is null or 0)
                errors.Required(at.Child("containerPort"));
            else
                SharedRules.PortNumber(errors, port["containerPort"], at.Child("containerPort"));
            if (port.GetInt64("hostPort") is not (null or 0))
            {
                SharedRules.PortNumber(errors, port["hostPort"], at.Child("hostPort"));
                if (hostNetwork && port.GetInt64("hostPort") != port.GetInt64("containerPort"))
                    errors.Invalid(at.Child("hostPort"), port["hostPort"], "must match `containerPort` when `hostNetwork` is true");
            }

            errors.OneOf(port, "protocol", at, "SCTP", "TCP", "UDP");
        }
    }
}

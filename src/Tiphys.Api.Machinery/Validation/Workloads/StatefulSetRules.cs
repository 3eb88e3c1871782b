using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Workloads;

/// <summary>What stateful sets have of their own: how their pods are replaced, and names that become those of pods and volumes.</summary>
internal static class StatefulSetRules
{
    public static void Policies(DocObject spec, FieldPath path, FieldErrors errors)
    {
        if (!spec.IsSet("podManagementPolicy"))
            errors.Required(path.Child("podManagementPolicy"));
        else if (spec.Text("podManagementPolicy") is not ("OrderedReady" or "Parallel"))
            errors.Invalid(path.Child("podManagementPolicy"), spec["podManagementPolicy"], "must be 'OrderedReady' or 'Parallel'");
        var strategy = spec.GetObject("updateStrategy") ?? [];
        var at = path.Child("updateStrategy");
        var rolling = strategy.GetObject("rollingUpdate");
        switch (strategy.Text("type"))
        {
            case "":
                errors.Required(at);
                break;
            case "OnDelete":
                if (rolling is not null)
                    errors.Invalid(at.Child("rollingUpdate"), rolling, "only allowed for updateStrategy 'RollingUpdate'");
                break;
            case "RollingUpdate":
                errors.NonNegative(rolling, "partition", at.Child("rollingUpdate"));
                SharedRules.NumberOrPercent(errors, rolling, "maxUnavailable", at.Child("rollingUpdate"));
                break;
            default:
                errors.Invalid(at, strategy, "must be 'RollingUpdate' or 'OnDelete'");
                break;
        }
    }

    public static void Names(DocObject set, DocObject spec, FieldPath path, FieldErrors errors)
    {
        var name = (set.GetPath("metadata", "name") as DocString)?.Value ?? "";
        if (name.Length > 0 && NameFormats.Subdomain(name) is null)
            errors.InvalidIf(NameFormats.Label1123(name), FieldPath.Root.Child("metadata", "name"), name);
        if (spec.IsSet("serviceName"))
            errors.InvalidIf(NameFormats.Label1123(spec.Text("serviceName")), path.Child("serviceName"), spec["serviceName"]);
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Devices;

/// <summary>Taints of devices, and requests that bear them.</summary>
internal static class DeviceTaintRules
{
    private static readonly string[] Effects = ["NoExecute", "NoSchedule", "None"];

    public static void Taint(DocObject taint, FieldPath path, FieldErrors errors)
    {
        errors.InvalidIf(NameFormats.QualifiedName(taint.Text("key")), path.Child("key"), taint.Text("key"));
        if (taint.IsSet("value"))
            errors.InvalidIf(NameFormats.LabelValue(taint.Text("value")), path.Child("value"), taint["value"]);
        if (!taint.IsSet("effect"))
            errors.Required(path.Child("effect"));
        else
            errors.Supported(taint, "effect", path, Effects);
    }

    public static void Toleration(DocObject toleration, FieldPath path, FieldErrors errors)
    {
        if (toleration.IsSet("key"))
            errors.InvalidIf(NameFormats.QualifiedName(toleration.Text("key")), path.Child("key"), toleration["key"]);
        switch (toleration.Text("operator"))
        {
            case "Exists":
                if (toleration.IsSet("value"))
                    errors.Invalid(path.Child("value"), toleration["value"], "must be empty for operator `Exists`");
                break;
            case "Equal":
                errors.InvalidIf(NameFormats.LabelValue(toleration.Text("value")), path.Child("value"), toleration.Text("value"));
                break;
            case "":
                errors.Required(path.Child("operator"));
                break;
            default:
                errors.Supported(toleration, "operator", path, "Equal", "Exists");
                break;
        }

        if (toleration.IsSet("effect"))
            errors.Supported(toleration, "effect", path, Effects);
    }
}

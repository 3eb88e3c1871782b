using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Tolerations of taints.</summary>
internal static class TolerationRules
{
    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        foreach (var (toleration, at) in spec.Items("tolerations", path))
            ValidateOne(toleration, at, errors);
    }

    private static void ValidateOne(DocObject toleration, FieldPath path, FieldErrors errors)
    {
        var key = toleration.Text("key");
        var @operator = toleration.Text("operator");
        if (key.Length > 0)
            errors.InvalidIf(NameFormats.QualifiedName(key), path.Child("key"), key);
        else if (@operator != "Exists")
            errors.Invalid(path.Child("operator"), @operator, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        if (toleration.ContainsKey("tolerationSeconds") && toleration.Text("effect") != "NoExecute")
            errors.Invalid(path.Child("effect"), toleration["effect"], "effect must be 'NoExecute' when `tolerationSeconds` is set");
        switch (@operator)
        {
            case "Equal" or "":
                errors.InvalidIf(NameFormats.LabelValue(toleration.Text("value")), path.Child("operator"), toleration["value"]);
                break;
            case "Exists":
                if (toleration.IsSet("value"))
                    errors.Invalid(path.Child("operator"), toleration["value"], "value must be empty when `operator` is 'Exists'");
                break;
            default:
                errors.NotSupported(path.Child("operator"), @operator, "Equal", "Exists");
                break;
        }

        errors.OneOfIfSet(toleration, "effect", path, "NoSchedule", "PreferNoSchedule", "NoExecute");
    }
}

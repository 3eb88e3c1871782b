using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Workloads;

/// <summary>A job's pod failure policy.</summary>
internal static class PodFailureRules
{
    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var policy = spec.GetObject("podFailurePolicy");
        foreach (var (rule, at) in policy?.Items("rules", path.Child("podFailurePolicy")) ?? [])
        {
            errors.OneOf(rule, "action", at, "Count", "FailIndex", "FailJob", "Ignore");
            var codes = rule.GetObject("onExitCodes");
            var conditions = rule.GetArray("onPodConditions") is { Count: > 0 };
            if (codes is not null && conditions)
                errors.Invalid(at, rule, "specifying both OnExitCodes and OnPodConditions is not supported");
            else if (codes is null && !conditions)
                errors.Invalid(at, rule, "specifying one of OnExitCodes and OnPodConditions is required");
            if (codes is not null)
                ValidateCodes(codes, at.Child("onExitCodes"), errors);
            foreach (var (pattern, patternAt) in rule.Items("onPodConditions", at))
                errors.OneOf(pattern, "status", patternAt, "False", "True", "Unknown");
        }
    }

    private static void ValidateCodes(DocObject codes, FieldPath path, FieldErrors errors)
    {
        errors.OneOf(codes, "operator", path, "In", "NotIn");
        if (codes.GetArray("values") is not { Count: > 0 } values)
        {
            errors.Invalid(path.Child("values"), codes["values"], "at least one value is required");
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (codes.Text("operator") == "In" && values[i] is DocNumber number && number.TryGetInt64(out var code) && code == 0)
                errors.Invalid(path.Child("values").Index(i), 0, "must not be 0 for the In operator");
        }
    }
}

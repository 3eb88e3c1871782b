using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>Horizontal pod autoscalers.</summary>
internal static class AutoscalerValidator
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    private static readonly Dictionary<string, string> Sources = new()
    {
        ["Resource"] = "resource",
        ["ContainerResource"] = "containerResource",
        ["Pods"] = "pods",
        ["Object"] = "object",
        ["External"] = "external",
    };

    public static readonly KindValidator Validator = new(Create);

    private static void Create(DocObject autoscaler, FieldErrors errors)
    {
        var spec = autoscaler.GetObject("spec") ?? [];
        var least = spec.GetInt64("minReplicas");
        var most = spec.GetInt64("maxReplicas") ?? 0;
        if (least < 1)
            errors.Invalid(Spec.Child("minReplicas"), least.Value, "must be greater than or equal to 1");
        if (most < 1)
            errors.Required(Spec.Child("maxReplicas"), "must be set and greater than 0");
        else if (least > most)
            errors.Invalid(Spec.Child("maxReplicas"), most, "must be greater than or equal to `minReplicas`");
        ValidateTarget(spec.GetObject("scaleTargetRef") ?? [], errors);
        foreach (var (metric, at) in spec.Items("metrics", Spec))
            ValidateMetric(metric, at, errors);
        foreach (var direction in (string[])["scaleUp", "scaleDown"])
        {
            if (spec.GetPath("behavior", direction) is DocObject rules)
                ValidateBehavior(rules, Spec.Child("behavior", direction), errors);
        }

        if (spec.ContainsKey("targetCPUUtilizationPercentage"))
            errors.Positive(spec, "targetCPUUtilizationPercentage", Spec);
    }

    private static void ValidateTarget(DocObject target, FieldErrors errors)
    {
        var path = Spec.Child("scaleTargetRef");
        foreach (var name in (string[])["kind", "name"])
        {
            if (!target.IsSet(name))
                errors.Required(path.Child(name));
            else
                errors.InvalidIf(NameFormats.PathSegment(target.Text(name)), path.Child(name), target[name]);
        }
    }

    private static void ValidateMetric(DocObject metric, FieldPath path, FieldErrors errors)
    {
        if (!metric.IsSet("type"))
        {
            errors.Required(path.Child("type"), "must specify a metric source type");
            return;
        }

        if (!Sources.TryGetValue(metric.Text("type"), out var member))
        {
            errors.NotSupported(path.Child("type"), metric["type"], Sources.Keys.Order(StringComparer.Ordinal));
            return;
        }

        if (metric.GetObject(member) is not { } source)
        {
            errors.Required(path.Child(member), "must populate information for the given metric source");
            return;
        }

        foreach (var extra in Sources.Values.Where(other => other != member && metric.GetObject(other) is not null))
            errors.Forbidden(path.Child(extra), "must populate the given metric source only");
        ValidateAmount(source, member, path.Child(member), errors);
    }

    private static void ValidateAmount(DocObject source, string member, FieldPath path, FieldErrors errors)
    {
        if (member is "resource" or "containerResource")
            errors.RequiredText(source, "name", path);
        if (source.GetObject("target") is not { } target)
        {
            errors.Required(path.Child("target"), "must specify a metric target");
            return;
        }

        var at = path.Child("target");
        errors.OneOf(target, "type", at, "Utilization", "Value", "AverageValue");
        foreach (var name in (string[])["value", "averageValue"])
        {
            if (SharedRules.QuantityOf(target[name]) is { Sign: <= 0 })
                errors.Invalid(at.Child(name), target[name], "must be positive");
        }

        errors.Positive(target, "averageUtilization", at);
        if (member is "resource" or "containerResource" && !target.ContainsKey("averageUtilization") && !target.ContainsKey("averageValue"))
            errors.Required(at.Child("averageUtilization"), "must set either a target raw value or a target utilization");
    }

    private static void ValidateBehavior(DocObject rules, FieldPath path, FieldErrors errors)
    {
        const int LongestWindow = 3600;
        const int LongestPeriod = 1800;
        errors.NonNegative(rules, "stabilizationWindowSeconds", path);
        if (rules.GetInt64("stabilizationWindowSeconds") is > LongestWindow)
            errors.Invalid(path.Child("stabilizationWindowSeconds"), rules["stabilizationWindowSeconds"], $"must be less than or equal to {LongestWindow}");
        errors.OneOfIfSet(rules, "selectPolicy", path, "Disabled", "Max", "Min");
        if (rules.GetArray("policies") is not { Count: > 0 })
            errors.Required(path.Child("policies"), "must specify at least one Policy");
        foreach (var (policy, at) in rules.Items("policies", path))
        {
            errors.OneOf(policy, "type", at, "Percent", "Pods");
            errors.Positive(policy, "value", at);
            errors.Positive(policy, "periodSeconds", at);
            if (policy.GetInt64("periodSeconds") is > LongestPeriod)
                errors.Invalid(at.Child("periodSeconds"), policy["periodSeconds"], $"must be less than or equal to {LongestPeriod}");
        }
    }
}

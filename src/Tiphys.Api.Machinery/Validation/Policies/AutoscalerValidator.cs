using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>Horizontal pod autoscalers.</summary>
internal static class AutoscalerValidator
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly KindValidator Validator = new((document, errors) => Validate(document, null, errors))
    {
        Change = Validate,
        Status = Status,
        ChecksWholeOnUpdate = false,
    };

    /// <summary>What another object is named by.</summary>
    /// <param name="versions">Which apiVersions it may name.</param>
    public static void ValidateReference(DocObject reference, ReferenceVersions versions, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["kind", "name"])
        {
            if (!reference.IsSet(name))
                errors.Required(path.Child(name));
            else
                errors.InvalidIf(NameFormats.PathSegment(reference.Text(name)), path.Child(name), reference[name]);
        }

        if (VersionError(reference, versions) is { } wrong)
            errors.Invalid(path.Child("apiVersion"), reference.Text("apiVersion"), wrong);
    }

    private static string? VersionError(DocObject reference, ReferenceVersions versions)
    {
        if (versions == ReferenceVersions.Any)
            return null;
        var version = reference.Text("apiVersion");
        if (version.Length > 0 && !GroupVersion.TryParse(version, out _))
            return $"unexpected GroupVersion string: {version}";
        return versions == ReferenceVersions.Valid || version.Contains('/') ? null : "apiVersion must specify API group";
    }

    // What is to be scaled lives in a group, replication controllers apart; what is stored already is not judged again.
    private static ReferenceVersions OfTarget(DocObject target, DocObject? before)
    {
        if (before is not null && before.Text("apiVersion") == target.Text("apiVersion") && before.Text("kind") == target.Text("kind"))
            return ReferenceVersions.Any;
        return target.Text("kind") == "ReplicationController" ? ReferenceVersions.Valid : ReferenceVersions.OfGroups;
    }

    // Objects that metrics tell of may be of any group, the core one too.
    private static ReferenceVersions OfMetrics(DocObject? old)
    {
        var stored = (old?.GetPath("spec", "metrics") as DocArray ?? []).Objects()
            .Where(metric => metric.Text("type") == "Object" && metric.GetObject("object") is not null)
            .Select(metric => metric.GetPath("object", "describedObject") as DocObject ?? []);
        return stored.Any(reference => VersionError(reference, ReferenceVersions.Valid) is not null) ? ReferenceVersions.Any : ReferenceVersions.Valid;
    }

    private static void Validate(DocObject autoscaler, DocObject? old, FieldErrors errors)
    {
        var spec = autoscaler.GetObject("spec") ?? [];
        var least = spec.GetInt64("minReplicas");
        var most = spec.GetInt64("maxReplicas") ?? 0;
        if (least < 1)
            errors.Invalid(Spec.Child("minReplicas"), least.Value, "must be greater than or equal to 1");
        if (most == 0)
            errors.Required(Spec.Child("maxReplicas"), "must be set and greater than 0");
        else if (most < 0)
            errors.Invalid(Spec.Child("maxReplicas"), most, "must be greater than or equal to 1");
        if (least > most)
            errors.Invalid(Spec.Child("maxReplicas"), most, "must be greater than or equal to `minReplicas`");
        var target = spec.GetObject("scaleTargetRef") ?? [];
        ValidateReference(target, OfTarget(target, old?.GetPath("spec", "scaleTargetRef") as DocObject), Spec.Child("scaleTargetRef"), errors);
        var described = OfMetrics(old);
        foreach (var (metric, at) in spec.Items("metrics", Spec))
            AutoscalerMetricRules.Validate(metric, described, at, errors);
        foreach (var direction in (string[])["scaleUp", "scaleDown"])
        {
            if (spec.GetPath("behavior", direction) is DocObject rules)
                ValidateBehavior(rules, Spec.Child("behavior", direction), errors);
        }

        // autoscaling/v1 knows this one metric, which other versions hold in their list.
        if (spec.GetInt64("targetCPUUtilizationPercentage") is < 1)
        {
            errors.Invalid(
                Spec.Child("metrics").Index(0).Child("resource", "target", "averageUtilization"), spec["targetCPUUtilizationPercentage"], "must be greater than 0");
        }
    }

    private static void Status(DocObject updated, DocObject old, FieldErrors errors)
    {
        var path = FieldPath.Root.Child("status");
        errors.NonNegative(updated.GetObject("status"), "currentReplicas", path);
        errors.NonNegative(updated.GetObject("status"), "desiredReplicas", path);
    }

    private static void ValidateBehavior(DocObject rules, FieldPath path, FieldErrors errors)
    {
        const int LongestWindow = 3600;
        const int LongestPeriod = 1800;
        var window = rules.GetInt64("stabilizationWindowSeconds");
        if (window < 0)
            errors.Invalid(path.Child("stabilizationWindowSeconds"), window.Value, "must be greater than or equal to zero");
        if (window > LongestWindow)
            errors.Invalid(path.Child("stabilizationWindowSeconds"), window.Value, $"must be less than or equal to {LongestWindow}");
        errors.OneOfIfGiven(rules, "selectPolicy", path, "Disabled", "Max", "Min");
        if (rules.GetArray("policies") is not { Count: > 0 })
            errors.Required(path.Child("policies"), "must specify at least one Policy");
        foreach (var (policy, at) in rules.Items("policies", path))
        {
            errors.Supported(policy, "type", at, "Percent", "Pods");
            foreach (var name in (string[])["value", "periodSeconds"])
            {
                if ((policy.GetInt64(name) ?? 0) <= 0)
                    errors.Invalid(at.Child(name), policy[name] ?? 0, "must be greater than zero");
            }

            if (policy.GetInt64("periodSeconds") is > LongestPeriod)
                errors.Invalid(at.Child("periodSeconds"), policy["periodSeconds"], $"must be less than or equal to {LongestPeriod}");
        }

        SharedRules.NonNegativeQuantity(errors, rules["tolerance"], path.Child("tolerance"));
    }
}

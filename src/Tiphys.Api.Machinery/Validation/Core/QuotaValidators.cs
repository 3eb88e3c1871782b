using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>Resource quotas and limit ranges.</summary>
internal static class QuotaValidators
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    private static readonly string[] Counted =
    [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu",
        "limits.memory", "limits.ephemeral-storage", "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps",
        "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
    ];

    private static readonly string[] Scopes =
        ["BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating", "VolumeAttributesClass"];

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("", "ResourceQuota")] = new(Quota) { Change = ScopesStay },
        [("", "LimitRange")] = new(LimitRange),
    };

    private static void Quota(DocObject quota, FieldErrors errors)
    {
        var spec = quota.GetObject("spec") ?? [];
        foreach (var (name, value) in spec.GetObject("hard") ?? [])
        {
            var at = Spec.Child("hard").Key(name);
            SharedRules.ResourceName(errors, name, at, IsCounted, "must be a standard resource for quota");
            SharedRules.NonNegativeQuantity(errors, value, at);
            var whole = !name.Contains("cpu", StringComparison.Ordinal);
            if (whole && SharedRules.QuantityOf(value) is { } amount && amount.MilliValue % 1000 != 0 && !name.Contains("memory", StringComparison.Ordinal))
                errors.Invalid(at, value, "must be an integer");
        }

        foreach (var (scope, _) in spec.Texts("scopes", Spec).Where(entry => !Scopes.Contains(entry.Value)))
            errors.Invalid(Spec.Child("scopes"), spec["scopes"], $"unsupported scope {scope}");
        foreach (var (expression, at) in spec.GetObject("scopeSelector")?.Items("matchExpressions", Spec.Child("scopeSelector")) ?? [])
        {
            if (!Scopes.Contains(expression.Text("scopeName")))
                errors.Invalid(at.Child("scopeName"), expression["scopeName"], "unsupported scope");
            if (expression.Text("operator") is not ("In" or "NotIn" or "Exists" or "DoesNotExist"))
                errors.Invalid(at.Child("operator"), expression["operator"], "not a valid selector operator");
        }
    }

    private static bool IsCounted(string name) => Counted.Contains(name)
        || name.StartsWith("count/", StringComparison.Ordinal)
        || name.StartsWith("hugepages-", StringComparison.Ordinal)
        || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);

    private static void ScopesStay(DocObject updated, DocObject old, FieldErrors errors)
    {
        var now = (updated.GetPath("spec", "scopes") as DocArray)?.Strings().Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();
        var before = (old.GetPath("spec", "scopes") as DocArray)?.Strings().Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();
        if (!now.SequenceEqual(before))
            errors.Invalid(Spec.Child("scopes"), updated.GetPath("spec", "scopes"), "field is immutable");
    }

    private static void LimitRange(DocObject range, FieldErrors errors)
    {
        var types = new HashSet<string>();
        foreach (var (item, at) in range.GetObject("spec")?.Items("limits", Spec) ?? [])
        {
            var type = item.Text("type");
            errors.InvalidIf(NameFormats.QualifiedName(type), at.Child("type"), type);
            if (!types.Add(type))
                errors.Duplicate(at.Child("type"), type);
            if (type == "Pod")
            {
                foreach (var name in ((string[])["default", "defaultRequest"]).Where(name => item.GetObject(name) is { Count: > 0 }))
                    errors.Forbidden(at.Child(name), "may not be specified when `type` is 'Pod'");
            }

            if (type == "PersistentVolumeClaim" && (item.GetPath("min", "storage") ?? item.GetPath("max", "storage")) is null)
                errors.Required(at.Child("limits"), "either minimum or maximum storage value is required, but neither was provided");
            ValidateOrder(item, at, errors);
        }
    }

    private static void ValidateOrder(DocObject item, FieldPath path, FieldErrors errors)
    {
        (string Low, string High)[] orders = [("min", "max"), ("min", "defaultRequest"), ("min", "default"), ("defaultRequest", "max"), ("defaultRequest", "default"), ("default", "max")];
        foreach (var (low, high) in orders)
        {
            foreach (var (name, value) in item.GetObject(low) ?? [])
            {
                if (SharedRules.QuantityOf(value) is { } least && SharedRules.QuantityOf(item.GetObject(high)?[name]) is { } most && least > most)
                    errors.Invalid(path.Child(low).Key(name), value, $"{low} value {least} is greater than {high} value {most}");
            }
        }

        foreach (var (name, value) in item.GetObject("maxLimitRequestRatio") ?? [])
        {
            if (SharedRules.QuantityOf(value) is { } ratio && ratio < Tiphys.Primitives.Quantities.Quantity.FromUnits(1))
                errors.Invalid(path.Child("maxLimitRequestRatio").Key(name), value, $"ratio {ratio} is less than 1");
        }
    }
}

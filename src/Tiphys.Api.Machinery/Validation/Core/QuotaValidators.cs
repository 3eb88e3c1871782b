using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>Resource quotas; and where the rules of limit ranges are.</summary>
internal static class QuotaValidators
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    private static readonly string[] Scopes =
        ["BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating", "VolumeAttributesClass"];

    private static readonly string[] OfPods = ["pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];
    private static readonly string[] OfClaims = ["persistentvolumeclaims", "requests.storage"];

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("", "ResourceQuota")] = new(Quota) { Change = ScopesStay, Status = Status },
        [("", "LimitRange")] = new(LimitRangeRules.Validate),
    };

    private static void Quota(DocObject quota, FieldErrors errors)
    {
        var spec = quota.GetObject("spec") ?? [];
        Amounts(spec, "hard", Spec, errors);
        var scopes = (spec.GetArray("scopes")?.Strings() ?? []).ToArray();
        foreach (var scope in scopes)
        {
            if (!Scopes.Contains(scope))
                errors.Invalid(Spec.Child("scopes"), spec["scopes"], "unsupported scope");
            foreach (var _ in Unsuited(spec, scope))
                errors.Invalid(Spec.Child("scopes"), spec["scopes"], "unsupported scope applied to resource");
        }

        Contradictions(scopes, Spec.Child("scopes"), spec["scopes"], errors);
        var path = Spec.Child("scopeSelector", "matchExpressions");
        var chosen = new List<string>();
        foreach (var (expression, _) in spec.GetObject("scopeSelector")?.Items("matchExpressions", Spec.Child("scopeSelector")) ?? [])
        {
            Expression(spec, expression, path, errors);
            chosen.Add(expression.Text("scopeName"));
        }

        Contradictions(chosen, path, spec["scopes"] ?? DocNull.Instance, errors);
    }

    private static void Amounts(DocObject owner, string name, FieldPath path, FieldErrors errors)
    {
        foreach (var (resource, value) in owner.GetObject(name) ?? [])
        {
            var at = path.Child(name).Key(resource);
            ResourceNames.ValidateForQuota(errors, resource, at);
            ResourceNames.ValidateAmount(errors, resource, value, at);
        }
    }

    private static void Expression(DocObject spec, DocObject expression, FieldPath path, FieldErrors errors)
    {
        var scope = expression.Text("scopeName");
        var values = expression.GetArray("values")?.Count ?? 0;
        if (!Scopes.Contains(scope))
            errors.Invalid(path.Child("scopeName"), scope, "unsupported scope");
        foreach (var _ in Unsuited(spec, scope))
            errors.Invalid(path, spec["scopeSelector"], "unsupported scope applied to resource");
        if (Scopes.Contains(scope) && scope is not ("PriorityClass" or "VolumeAttributesClass") && expression.Text("operator") != "Exists")
        {
            errors.Invalid(
                path.Child("operator"),
                expression.Text("operator"),
                "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, " +
                "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
        }

        switch (expression.Text("operator"))
        {
            case "In" or "NotIn":
                if (values == 0)
                    errors.Required(path.Child("values"), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                break;
            case "Exists" or "DoesNotExist":
                if (values > 0)
                    errors.Invalid(path.Child("values"), expression["values"], "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                break;
            default:
                errors.Invalid(path.Child("operator"), expression.Text("operator"), "not a valid selector operator");
                break;
        }
    }

    /// <summary>The bounded resources that a scope says nothing of.</summary>
    private static IEnumerable<string> Unsuited(DocObject spec, string scope) => (spec.GetObject("hard") ?? []).Names
        .Where(name => !name.Contains('/') && !(scope switch
        {
            "BestEffort" => name == "pods",
            "VolumeAttributesClass" => OfClaims.Contains(name),
            _ => !Scopes.Contains(scope) || OfPods.Contains(name),
        }));

    private static void Contradictions(ICollection<string> scopes, FieldPath path, DocNode? shown, FieldErrors errors)
    {
        foreach (var scope in ((string[])["BestEffort", "Terminating"]).Where(scope => scopes.Contains(scope) && scopes.Contains("Not" + scope)))
            errors.Invalid(path, shown, "conflicting scopes");
    }

    private static void ScopesStay(DocObject updated, DocObject old, FieldErrors errors)
    {
        var now = (updated.GetPath("spec", "scopes") as DocArray)?.Strings().ToHashSet() ?? [];
        var before = (old.GetPath("spec", "scopes") as DocArray)?.Strings().ToHashSet() ?? [];
        if (!now.SetEquals(before))
            errors.Invalid(Spec.Child("scopes"), updated.GetPath("spec", "scopes") ?? DocNull.Instance, "field is immutable");
    }

    private static void Status(DocObject updated, DocObject old, FieldErrors errors)
    {
        foreach (var name in (string[])["hard", "used"])
            Amounts(updated.GetObject("status") ?? [], name, FieldPath.Root.Child("status"), errors);
    }
}

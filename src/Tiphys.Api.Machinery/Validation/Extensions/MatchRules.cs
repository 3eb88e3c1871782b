using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>Which requests webhooks and policies are for.</summary>
internal static class MatchRules
{
    private const int MostConditions = 64;

    public static void Validate(DocObject match, bool requiresRules, FieldPath path, FieldErrors errors)
    {
        errors.OneOfIfSet(match, "matchPolicy", path, "Equivalent", "Exact");
        SharedRules.LabelSelector(errors, match.GetObject("namespaceSelector"), path.Child("namespaceSelector"));
        SharedRules.LabelSelector(errors, match.GetObject("objectSelector"), path.Child("objectSelector"));
        if (requiresRules && match.GetArray("resourceRules") is not { Count: > 0 })
            errors.Required(path.Child("resourceRules"));
        foreach (var (rule, at) in match.Items("resourceRules", path).Concat(match.Items("excludeResourceRules", path)))
            ValidateRule(rule, at, errors);
    }

    public static void ValidateRule(DocObject rule, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["operations", "apiGroups", "apiVersions", "resources"])
        {
            if (rule.GetArray(name) is not { Count: > 0 } list)
                errors.Required(path.Child(name));
            else if (name != "resources" && list.Count > 1 && list.Strings().Contains("*"))
                errors.Invalid(path.Child(name), list, $"if '*' is present, must not specify other {Plain(name)}");
        }

        foreach (var (operation, at) in rule.Texts("operations", path))
        {
            if (operation is not ("*" or "CONNECT" or "CREATE" or "DELETE" or "UPDATE"))
                errors.NotSupported(at, operation, "*", "CONNECT", "CREATE", "DELETE", "UPDATE");
        }

        foreach (var (version, at) in rule.Texts("apiVersions", path).Where(entry => entry.Value.Length == 0))
            errors.Required(at, version);
        errors.OneOfIfSet(rule, "scope", path, "*", "Cluster", "Namespaced");
    }

    private static string Plain(string list) => list switch
    {
        "apiGroups" => "API groups",
        "apiVersions" => "API versions",
        _ => list,
    };

    public static void ValidateConditions(DocObject owner, FieldPath path, FieldErrors errors)
    {
        var many = owner.GetArray("matchConditions")?.Count ?? 0;
        if (many > MostConditions)
            errors.TooMany(path.Child("matchConditions"), many, MostConditions);
        var names = new HashSet<string>();
        foreach (var (condition, at) in owner.Items("matchConditions", path))
        {
            var name = condition.Text("name");
            if (name.Length == 0)
                errors.Required(at.Child("name"));
            else if (NameFormats.QualifiedName(name) is { } wrong)
                errors.InvalidIf(wrong, at.Child("name"), name);
            else if (!names.Add(name))
                errors.Duplicate(at.Child("name"), name);
            if (condition.Text("expression").Trim().Length == 0)
                errors.Required(at.Child("expression"));
        }

        if (many <= MostConditions)
            ExpressionRules.MatchConditions(owner, path, errors);
    }
}

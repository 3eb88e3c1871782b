using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>Which requests webhooks and policies are for.</summary>
internal static class MatchRules
{
    private const int MostConditions = 64;

    /// <param name="requiresRules">Whether there must be a rule for resources.</param>
    /// <param name="mutates">Whether the owner changes objects, which deletes do not let it do.</param>
    public static void Validate(DocObject match, bool requiresRules, bool mutates, FieldPath path, FieldErrors errors)
    {
        errors.OneOfIfGiven(match, "matchPolicy", path, "Equivalent", "Exact");
        SharedRules.LabelSelector(errors, match.GetObject("namespaceSelector"), path.Child("namespaceSelector"));
        SharedRules.LabelSelector(errors, match.GetObject("objectSelector"), path.Child("objectSelector"));
        foreach (var (rule, at) in match.Items("resourceRules", path).Concat(match.Items("excludeResourceRules", path)))
        {
            ValidateNames(rule, at, errors);
            ValidateRule(rule, at, errors);
        }

        if (requiresRules && match.GetArray("resourceRules") is not { Count: > 0 })
            errors.Required(path.Child("resourceRules"));
        if (!mutates)
            return;
        foreach (var (operation, _) in match.Items("resourceRules", path).SelectMany(rule => rule.Item.Texts("operations", rule.Path)))
        {
            if (operation is not ("*" or "CONNECT" or "CREATE" or "UPDATE"))
                errors.NotSupported(path.Child("resourceRules", "operations"), operation, "*", "CONNECT", "CREATE", "UPDATE");
        }
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

        foreach (var (_, at) in rule.Texts("apiVersions", path).Where(entry => entry.Value.Length == 0))
            errors.Required(at);
        if (rule.GetArray("resources") is { Count: > 0 } resources)
            ValidateResources(rule, resources, path, errors);
        errors.OneOfIfGiven(rule, "scope", path, "*", "Cluster", "Namespaced");
    }

    // Resources are named as RESOURCE or RESOURCE/SUBRESOURCE; a star must not stand beside what it covers.
    private static void ValidateResources(DocObject rule, DocArray list, FieldPath path, FieldErrors errors)
    {
        var (anySub, anyResource) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var endsPlain = false;
        foreach (var (text, at) in rule.Texts("resources", path))
        {
            if (text.Length == 0)
            {
                errors.Required(at);
                continue;
            }

            if (text.Split('/', 2) is not [var resource, var sub])
            {
                endsPlain = text != "*";
                continue;
            }

            if (anySub.Contains(resource))
                errors.Invalid(at, text, $"if '{resource}/*' is present, must not specify {text}");
            if (anyResource.Contains(sub))
                errors.Invalid(at, text, $"if '*/{sub}' is present, must not specify {text}");
            if (sub == "*")
                anySub.Add(resource);
            if (resource == "*")
                anyResource.Add(sub);
        }

        if (list.Count > 1 && list.Strings().Contains("*/*"))
            errors.Invalid(path.Child("resources"), list, "if '*/*' is present, must not specify other resources");
        if (endsPlain && list.Strings().Contains("*"))
            errors.Invalid(path.Child("resources"), list, "if '*' is present, must not specify other resources without subresources");
    }

    private static void ValidateNames(DocObject rule, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, at) in rule.Texts("resourceNames", path))
        {
            errors.InvalidIf(NameFormats.PathSegment(name), at, name);
            if (!names.Add(name))
                errors.Duplicate(at, name);
        }
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

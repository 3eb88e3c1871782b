using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>Flow schemas.</summary>
internal static class FlowSchemaRules
{
    private const int LowestPrecedence = 10000;
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

    private static readonly (string Kind, string Member)[] Subjects = [("ServiceAccount", "serviceAccount"), ("User", "user"), ("Group", "group")];

    public static void Validate(DocObject schema, FieldErrors errors)
    {
        var spec = schema.GetObject("spec") ?? [];
        var precedence = spec.GetInt64("matchingPrecedence") ?? 0;
        var at = Spec.Child("matchingPrecedence");
        if (precedence <= 0)
            errors.Invalid(at, precedence, "must be a positive value");
        if (precedence > LowestPrecedence)
            errors.Invalid(at, precedence, $"must not be greater than {LowestPrecedence}");
        if (precedence == 1 && schema.GetPath("metadata", "name") is not DocString { Value: "exempt" })
            errors.Invalid(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
        if (spec.GetObject("distinguisherMethod") is { } method && method.Text("type") is not ("ByNamespace" or "ByUser"))
            errors.NotSupported(Spec.Child("distinguisherMethod", "type"), new DocObject { { "Type", method.Text("type") } }, "ByNamespace", "ByUser");
        var level = (spec.GetObject("priorityLevelConfiguration") ?? []).Text("name");
        if (level.Length == 0)
            errors.Required(Spec.Child("priorityLevelConfiguration", "name"), "must reference a priority level");
        else
            errors.InvalidIf(NameFormats.Subdomain(level), Spec.Child("priorityLevelConfiguration", "name"), level);
        foreach (var (rule, ruleAt) in spec.Items("rules", Spec))
            Rule(rule, ruleAt, errors);
    }

    private static void Rule(DocObject rule, FieldPath path, FieldErrors errors)
    {
        if (rule.GetArray("subjects") is not { Count: > 0 })
            errors.Required(path.Child("subjects"), "subjects must contain at least one value");
        foreach (var (subject, at) in rule.Items("subjects", path))
            Subject(subject, at, errors);
        if (rule.GetArray("resourceRules") is not { Count: > 0 } && rule.GetArray("nonResourceRules") is not { Count: > 0 })
            errors.Required(path, "at least one of resourceRules and nonResourceRules has to be non-empty");
        foreach (var (resource, at) in rule.Items("resourceRules", path))
        {
            VerbsOf(resource, at, errors);
            Members(resource, "apiGroups", "resource rules must supply at least one api group", "api groups", at, errors);
            Members(resource, "resources", "resource rules must supply at least one resource", "resources", at, errors);
            Namespaces(resource, at, errors);
        }

        foreach (var (url, at) in rule.Items("nonResourceRules", path))
        {
            VerbsOf(url, at, errors);
            Members(url, "nonResourceURLs", "nonResourceURLs must contain at least one value", "non-resource URLs", at, errors);
            foreach (var (text, textAt) in url.Texts("nonResourceURLs", at).Where(entry => entry.Value != "*"))
                errors.InvalidIf(UrlError(text), textAt, text);
        }
    }

    private static void Subject(DocObject subject, FieldPath path, FieldErrors errors)
    {
        var kind = subject.Text("kind");
        if (Array.Find(Subjects, entry => entry.Kind == kind).Member is not { } member)
        {
            errors.NotSupported(path.Child("kind"), kind, "Group", "ServiceAccount", "User");
            return;
        }

        if (subject.GetObject(member) is { } named)
            Named(named, kind, path.Child(member), errors);
        else
            errors.Required(path.Child(member), $"{member} is required when subject kind is '{kind}'");
        foreach (var (otherKind, other) in Subjects.Where(entry => entry.Kind != kind && subject.GetObject(entry.Member) is not null))
            errors.Forbidden(path.Child(other), $"{other} is forbidden when subject kind is not '{otherKind}'");
    }

    private static void Named(DocObject named, string kind, FieldPath path, FieldErrors errors)
    {
        errors.RequiredText(named, "name", path);
        if (kind != "ServiceAccount")
            return;
        if (named.Text("name") is { Length: > 0 } and not "*")
            errors.InvalidIf(NameFormats.Subdomain(named.Text("name")), path.Child("name"), named["name"]);
        if (!named.IsSet("namespace"))
            errors.Required(path.Child("namespace"), "must specify namespace for service account");
        else
            errors.InvalidIf(NameFormats.Label1123(named.Text("namespace")), path.Child("namespace"), named["namespace"]);
    }

    private static void VerbsOf(DocObject rule, FieldPath path, FieldErrors errors)
    {
        var verbs = (rule.GetArray("verbs")?.Strings() ?? []).ToArray();
        Members(rule, "verbs", "verbs must contain at least one value", "verbs", path, errors);
        if (!verbs.Contains("*") && verbs.Except(Verbs).Any())
            errors.NotSupported(path.Child("verbs"), rule["verbs"], Verbs);
    }

    /// <summary>A list that is not empty, and has nothing beside an asterisk.</summary>
    private static void Members(DocObject rule, string list, string missing, string what, FieldPath path, FieldErrors errors)
    {
        if (rule.GetArray(list) is not { Count: > 0 } members)
            errors.Required(path.Child(list), missing);
        else if (members.Count > 1 && members.Strings().Contains("*"))
            errors.Invalid(path.Child(list), members, $"if '*' is present, must not specify other {what}");
    }

    private static void Namespaces(DocObject rule, FieldPath path, FieldErrors errors)
    {
        const string Introduction = "each member of this list must be '*' or a DNS-1123 label; ";
        var names = rule.GetArray("namespaces");
        if (names is not { Count: > 0 } && rule.GetBool("clusterScope") != true)
            errors.Required(path.Child("namespaces"), "resource rules that are not cluster scoped must supply at least one namespace");
        else if (names is { Count: > 1 } && names.Strings().Contains("*"))
            errors.Invalid(path.Child("namespaces"), names, "if '*' is present, must not specify other namespaces");
        foreach (var (name, at) in rule.Texts("namespaces", path).Where(entry => entry.Value != "*"))
        {
            foreach (var fault in NameFormats.Label1123(name)?.Split('\n') ?? [])
                errors.Invalid(at, name, Introduction + fault);
        }
    }

    private static string? UrlError(string url)
    {
        if (url.Length == 0)
            return "must not be empty";
        if (url == "/")
            return null;
        if (url[0] != '/')
            return "must start with slash";
        if (url.Contains(' '))
            return "must not contain white-space";
        if (url.Contains("//", StringComparison.Ordinal))
            return "must not contain double slash";
        return url.IndexOf('*') is >= 0 and var star && (star != url.Length - 1 || url[^2] != '/') ? "wildcard can only do suffix matching" : null;
    }
}

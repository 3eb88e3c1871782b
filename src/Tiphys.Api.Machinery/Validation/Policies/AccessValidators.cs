using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>Roles and their bindings.</summary>
internal static class AccessValidators
{
    private const string Group = "rbac.authorization.k8s.io";

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [(Group, "Role")] = new((role, errors) => Rules(role, namespaced: true, errors)),
        [(Group, "ClusterRole")] = new(ClusterRole),
        [(Group, "RoleBinding")] = new((binding, errors) => Binding(binding, namespaced: true, errors)) { Change = RoleStays },
        [(Group, "ClusterRoleBinding")] = new((binding, errors) => Binding(binding, namespaced: false, errors)) { Change = RoleStays },
    };

    private static void ClusterRole(DocObject role, FieldErrors errors)
    {
        Rules(role, namespaced: false, errors);
        if (role.GetObject("aggregationRule") is not { } aggregation)
            return;
        var path = FieldPath.Root.Child("aggregationRule");
        if (aggregation.GetArray("clusterRoleSelectors") is not { Count: > 0 })
            errors.Required(path.Child("clusterRoleSelectors"), "at least one clusterRoleSelector required if aggregationRule is non-nil");
        foreach (var (selector, at) in aggregation.Items("clusterRoleSelectors", path))
        {
            var before = errors.Causes.Count;
            SharedRules.LabelSelector(errors, selector, at);
            if (errors.Causes.Count > before)
                errors.Invalid(at, DocNull.Instance, "invalid label selector.");
        }
    }

    private static void Rules(DocObject role, bool namespaced, FieldErrors errors)
    {
        foreach (var (rule, at) in role.Items("rules", FieldPath.Root))
        {
            if (rule.GetArray("verbs") is not { Count: > 0 })
                errors.Required(at.Child("verbs"), "verbs must contain at least one value");
            var resources = rule.GetArray("resources") is { Count: > 0 };
            if (rule.GetArray("nonResourceURLs") is { Count: > 0 } urls)
            {
                if (namespaced)
                    errors.Invalid(at.Child("nonResourceURLs"), urls, "namespaced rules cannot apply to non-resource URLs");
                if (resources || rule.GetArray("apiGroups") is { Count: > 0 } || rule.GetArray("resourceNames") is { Count: > 0 })
                    errors.Invalid(at.Child("nonResourceURLs"), urls, "rules cannot apply to both regular resources and non-resource URLs");
                continue;
            }

            if (rule.GetArray("apiGroups") is not { Count: > 0 })
                errors.Required(at.Child("apiGroups"), "resource rules must supply at least one api group");
            if (!resources)
                errors.Required(at.Child("resources"), "resource rules must supply at least one resource");
        }
    }

    private static void Binding(DocObject binding, bool namespaced, FieldErrors errors)
    {
        var role = binding.GetObject("roleRef") ?? [];
        var path = FieldPath.Root.Child("roleRef");
        if (role.Text("apiGroup") != Group)
            errors.NotSupported(path.Child("apiGroup"), role["apiGroup"], Group);
        if (role.Text("kind") != "ClusterRole" && !(namespaced && role.Text("kind") == "Role"))
            errors.NotSupported(path.Child("kind"), role["kind"], namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]);
        if (!role.IsSet("name"))
            errors.Required(path.Child("name"));
        else
            errors.InvalidIf(NameFormats.PathSegment(role.Text("name")), path.Child("name"), role["name"]);
        foreach (var (subject, at) in binding.Items("subjects", FieldPath.Root))
            ValidateSubject(subject, namespaced, at, errors);
    }

    private static void ValidateSubject(DocObject subject, bool namespaced, FieldPath path, FieldErrors errors)
    {
        errors.RequiredText(subject, "name", path);
        switch (subject.Text("kind"))
        {
            case "ServiceAccount":
                if (subject.IsSet("name"))
                    errors.InvalidIf(NameFormats.Subdomain(subject.Text("name")), path.Child("name"), subject["name"]);
                if (subject.IsSet("apiGroup"))
                    errors.NotSupported(path.Child("apiGroup"), subject["apiGroup"], "");
                if (!namespaced && !subject.IsSet("namespace"))
                    errors.Required(path.Child("namespace"));
                break;
            case "User" or "Group":
                if (subject.Text("apiGroup") != Group)
                    errors.NotSupported(path.Child("apiGroup"), subject["apiGroup"], Group);
                break;
            default:
                errors.NotSupported(path.Child("kind"), subject["kind"], "ServiceAccount", "User", "Group");
                break;
        }
    }

    private static void RoleStays(DocObject updated, DocObject old, FieldErrors errors)
    {
        if (!updated["roleRef"].SameAs(old["roleRef"]))
            errors.Invalid(FieldPath.Root.Child("roleRef"), updated["roleRef"], "cannot change roleRef");
    }
}

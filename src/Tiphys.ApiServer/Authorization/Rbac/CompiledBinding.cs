using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Rbac;

/// <summary>A RoleBinding or ClusterRoleBinding taken apart.</summary>
/// <param name="Namespace">Empty for a ClusterRoleBinding.</param>
/// <param name="RoleKind">Role or ClusterRole.</param>
/// <param name="Subjects">Keys of <see cref="UserKey"/> and <see cref="GroupKey"/>, each with how reasons name it.</param>
internal sealed record CompiledBinding(
    string Name, string Namespace, string RoleKind, string RoleName, IReadOnlyList<(string Key, string Description)> Subjects)
{
    public static string UserKey(string name) => "u:" + name;

    public static string GroupKey(string name) => "g:" + name;

    public static CompiledBinding Read(DocObject binding)
    {
        var ns = binding.ObjectNamespace;
        return new(
            binding.ObjectName,
            ns,
            binding.StringAt("roleRef", "kind"),
            binding.StringAt("roleRef", "name"),
            [.. binding.ObjectsAt("subjects").Select(subject => Subject(subject, ns)).Where(subject => subject.Key.Length > 0)]);
    }

    /// <summary>Why a request is allowed, as audit events tell it.</summary>
    public string Reason(string subject) => Namespace.Length == 0
        ? $"RBAC: allowed by ClusterRoleBinding \"{Name}\" of {RoleKind} \"{RoleName}\" to {subject}"
        : $"RBAC: allowed by RoleBinding \"{Name}/{Namespace}\" of {RoleKind} \"{RoleName}\" to {subject}";

    private static (string Key, string Description) Subject(DocObject subject, string bindingNamespace)
    {
        var name = subject.GetString("name") ?? "";
        switch (subject.GetString("kind"))
        {
            case "User":
                return (UserKey(name), $"User \"{name}\"");
            case "Group":
                return (GroupKey(name), $"Group \"{name}\"");
            case "ServiceAccount":
                var ns = subject.GetString("namespace") is { Length: > 0 } given ? given : bindingNamespace;
                return ns.Length == 0 ? ("", "") : (UserKey(ServiceAccountNames.User(ns, name)), $"ServiceAccount \"{name}/{ns}\"");
            default:
                return ("", "");
        }
    }
}

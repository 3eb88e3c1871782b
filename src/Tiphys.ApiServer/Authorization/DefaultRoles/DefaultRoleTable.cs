using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authorization.Rbac;

namespace Tiphys.ApiServer.Authorization.DefaultRoles;

/// <summary>The roles and bindings a cluster starts with, read from the small text tables beside this file.</summary>
internal static class DefaultRoleTable
{
    private const string Group = "rbac.authorization.k8s.io";
    private const string ControllerPrefix = "system:controller:";

    public static IReadOnlyList<DocObject> ClusterRoles() => [.. Roles("cluster-roles.txt"), .. Roles("controller-roles.txt")];

    public static IReadOnlyList<DocObject> NamespaceRoles() => [.. Roles("namespace-roles.txt")];

    /// <summary>ClusterRoleBindings, those of the controllers' service accounts included.</summary>
    public static IReadOnlyList<DocObject> ClusterBindings() => [.. Bindings().Where(binding => binding.GetString("kind") == "ClusterRoleBinding"), .. ControllerBindings()];

    public static IReadOnlyList<DocObject> NamespaceBindings() => [.. Bindings().Where(binding => binding.GetString("kind") == "RoleBinding")];

    /// <summary>The rules of one cluster role.</summary>
    public static IReadOnlyList<PolicyRule> RulesOf(string clusterRole) =>
        CompiledRole.Read(ClusterRoles().Single(role => role.GetPath("metadata", "name") is DocString name && name.Value == clusterRole)).Rules;

    private static IEnumerable<DocObject> Roles(string table)
    {
        DocObject? role = null;
        foreach (var line in Lines(table))
        {
            if (line[0] == ' ')
            {
                ((DocArray)role!["rules"]!).Add(DefaultRoleLine.Rule(line).ToDocument());
                continue;
            }

            if (role is not null)
                yield return role;
            role = DefaultRoleLine.Role(line);
        }

        yield return role!;
    }

    private static IEnumerable<DocObject> Bindings() => Lines("bindings.txt").Select(line =>
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var role = words[1].StartsWith("role:", StringComparison.Ordinal) ? words[1][5..] : words[1];
        return Binding(words[0], role == words[1] ? "ClusterRole" : "Role", role, words[2..].Select(DefaultRoleLine.Subject));
    });

    /// <summary>A controller's role is bound to the service account of its own name in kube-system, unless the table of bindings says otherwise.</summary>
    private static IEnumerable<DocObject> ControllerBindings() =>
        from line in Lines("controller-roles.txt")
        where line[0] != ' '
        let name = line.Split(' ')[0]
        select Binding(name, "ClusterRole", name, [DefaultRoleLine.Subject($"sa:kube-system/{name[ControllerPrefix.Length..]}")]);

    private static DocObject Binding(string qualifiedName, string roleKind, string role, IEnumerable<DocObject> subjects)
    {
        var made = DefaultRoleLine.Object(qualifiedName, "Binding");
        made["roleRef"] = new DocObject { { "apiGroup", Group }, { "kind", roleKind }, { "name", role } };
        var list = new DocArray(subjects);
        if (list.Count > 0)
            made["subjects"] = list;
        return made;
    }

    private static IEnumerable<string> Lines(string table)
    {
        using var stream = typeof(DefaultRoleTable).Assembly.GetManifestResourceStream($"DefaultRoles/{table}")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}

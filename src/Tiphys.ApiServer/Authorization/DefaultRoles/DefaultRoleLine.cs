using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authorization.Rbac;

namespace Tiphys.ApiServer.Authorization.DefaultRoles;

/// <summary>Reads the lines of the default roles' tables; the tables' heads describe them.</summary>
internal static class DefaultRoleLine
{
    public const string AutoUpdateAnnotation = "rbac.authorization.kubernetes.io/autoupdate";
    private const string AggregateLabel = "rbac.authorization.k8s.io/aggregate-to-";
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];

    public static DocObject Role(string line)
    {
        var words = line.Split(' ');
        var made = Object(words[0], "Role");
        var selectors = new DocArray();
        foreach (var word in words[1..])
        {
            var label = AggregateLabel + word[(word.IndexOf('=') + 1)..];
            if (word.StartsWith("to=", StringComparison.Ordinal))
                made.GetOrAddObject("metadata").GetOrAddObject("labels")[label] = "true";
            else
                selectors.Add(new DocObject { { "matchLabels", new DocObject { { label, "true" } } } });
        }

        if (selectors.Count > 0)
            made["aggregationRule"] = new DocObject { { "clusterRoleSelectors", selectors } };
        made["rules"] = new DocArray();
        return made;
    }

    public static PolicyRule Rule(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] verbs = [.. words[0].Split(',').SelectMany(Expand).Order(StringComparer.Ordinal)];
        if (words[1][0] == '/')
            return new(verbs, [], [], [], words[1] == "/*all" ? ["*"] : words[1].Split(','));
        return new(verbs, [.. words[1].Split(',').Select(name => name == "core" ? "" : name)], words[2].Split(','), words.Length > 3 ? words[3].Split(',') : [], []);
    }

    public static DocObject Subject(string word)
    {
        var name = word[(word.IndexOf(':') + 1)..];
        if (!word.StartsWith("sa:", StringComparison.Ordinal))
            return new DocObject { { "apiGroup", Group }, { "kind", word[0] == 'u' ? "User" : "Group" }, { "name", name } };
        var slash = name.IndexOf('/');
        return new DocObject { { "kind", "ServiceAccount" }, { "name", name[(slash + 1)..] }, { "namespace", name[..slash] } };
    }

    /// <param name="qualifiedName">NAME for a cluster-scoped object, NAMESPACE/NAME for the other kind.</param>
    /// <param name="kind">Role or Binding.</param>
    public static DocObject Object(string qualifiedName, string kind)
    {
        var slash = qualifiedName.IndexOf('/');
        var scope = slash < 0 ? "Cluster" : "";
        var metadata = new DocObject { { "name", qualifiedName[(slash + 1)..] } };
        if (slash > 0)
            metadata["namespace"] = qualifiedName[..slash];
        metadata["labels"] = new DocObject { { "kubernetes.io/bootstrapping", "rbac-defaults" } };
        metadata["annotations"] = new DocObject { { AutoUpdateAnnotation, "true" } };
        return new DocObject
        {
            { "apiVersion", $"{Group}/v1" },
            { "kind", kind == "Role" ? scope + "Role" : scope + "RoleBinding" },
            { "metadata", metadata },
        };
    }

    private static IEnumerable<string> Expand(string verb) => verb switch
    {
        "read" => Read,
        "write" => Write,
        _ => [verb],
    };
}

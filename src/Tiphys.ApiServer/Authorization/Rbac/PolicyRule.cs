using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Rbac;

/// <summary>One rule of a role (rbac.authorization.k8s.io/v1 PolicyRule). <c>*</c> stands for all verbs, groups, resources, paths.</summary>
/// <param name="Resources">Plurals, <c>pods/log</c>, <c>*/scale</c>.</param>
/// <param name="ResourceNames">Empty: every name, and requests without one.</param>
/// <param name="NonResourceUrls">Paths; a trailing <c>*</c> stands for any rest.</param>
internal sealed record PolicyRule(
    IReadOnlyList<string> Verbs,
    IReadOnlyList<string> ApiGroups,
    IReadOnlyList<string> Resources,
    IReadOnlyList<string> ResourceNames,
    IReadOnlyList<string> NonResourceUrls)
{
    private const string All = "*";

    public static PolicyRule Read(DocObject rule) => new(
        [.. rule.StringsAt("verbs")],
        [.. rule.StringsAt("apiGroups")],
        [.. rule.StringsAt("resources")],
        [.. rule.StringsAt("resourceNames")],
        [.. rule.StringsAt("nonResourceURLs")]);

    public DocObject ToDocument()
    {
        var made = new DocObject();
        Add("verbs", Verbs);
        Add("apiGroups", ApiGroups);
        Add("resources", Resources);
        Add("resourceNames", ResourceNames);
        Add("nonResourceURLs", NonResourceUrls);
        return made;

        void Add(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
                made[name] = new DocArray(values.Select(value => (DocNode)value));
        }
    }

    public bool Allows(AuthorizationAttributes asked) => asked.IsResourceRequest
        ? Has(Verbs, asked.Verb) && Has(ApiGroups, asked.Group) && HasResource(asked) && (ResourceNames.Count == 0 || ResourceNames.Contains(asked.Name))
        : Has(Verbs, asked.Verb) && NonResourceUrls.Any(pattern => CoversPath(pattern, asked.Path));

    /// <summary>Whether everything the other rule grants is granted by this one alone.</summary>
    public bool Covers(PolicyRule other) =>
        HasAll(Verbs, other.Verbs)
        && HasAll(ApiGroups, other.ApiGroups)
        && other.Resources.All(CoversResource)
        && other.NonResourceUrls.All(path => NonResourceUrls.Any(pattern => CoversPath(pattern, path)))
        && (other.ResourceNames.Count == 0 ? ResourceNames.Count == 0 : ResourceNames.Count == 0 || other.ResourceNames.All(ResourceNames.Contains));

    /// <summary>The smallest rules this one is made of: one verb on one resource of one group under one name, or one path.</summary>
    public IEnumerable<PolicyRule> Split()
    {
        IEnumerable<IReadOnlyList<string>> names = ResourceNames.Count == 0 ? [[]] : ResourceNames.Select(name => (IReadOnlyList<string>)[name]);
        var resources =
            from @group in ApiGroups
            from resource in Resources
            from name in names
            from verb in Verbs
            select new PolicyRule([verb], [@group], [resource], name, []);
        var paths =
            from path in NonResourceUrls
            from verb in Verbs
            select new PolicyRule([verb], [], [], [], [path]);
        return resources.Concat(paths);
    }

    /// <summary>The form people know from escalation errors: <c>{APIGroups:["apps"], Resources:["deployments"], Verbs:["get"]}</c>.</summary>
    public string Describe()
    {
        var parts = new List<string>();
        Add("APIGroups", ApiGroups);
        Add("Resources", Resources);
        Add("ResourceNames", ResourceNames);
        Add("NonResourceURLs", NonResourceUrls);
        Add("Verbs", Verbs);
        return $"{{{string.Join(", ", parts)}}}";

        void Add(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
                parts.Add($"{name}:[{string.Join(' ', values.Select(value => $"\"{value}\""))}]");
        }
    }

    public bool SameAs(PolicyRule other) =>
        Verbs.SequenceEqual(other.Verbs) && ApiGroups.SequenceEqual(other.ApiGroups) && Resources.SequenceEqual(other.Resources)
        && ResourceNames.SequenceEqual(other.ResourceNames) && NonResourceUrls.SequenceEqual(other.NonResourceUrls);

    private static bool Has(IReadOnlyList<string> values, string value)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] == All || values[i] == value)
                return true;
        }

        return false;
    }

    private static bool HasAll(IReadOnlyList<string> values, IReadOnlyList<string> wanted) => values.Contains(All) || wanted.All(values.Contains);

    private static bool CoversPath(string pattern, string path) =>
        pattern == All || pattern == path || (pattern.EndsWith('*') && path.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal));

    private bool HasResource(AuthorizationAttributes asked)
    {
        for (var i = 0; i < Resources.Count; i++)
        {
            var resource = Resources[i];
            if (resource == All)
                return true;
            if (asked.Subresource.Length == 0 ? resource == asked.Resource : IsSubresource(resource, asked.Resource, asked.Subresource))
                return true;
        }

        return false;
    }

    private static bool IsSubresource(string pattern, string resource, string subresource)
    {
        var slash = pattern.IndexOf('/');
        return slash >= 0 && pattern.AsSpan(slash + 1).SequenceEqual(subresource)
            && (pattern.AsSpan(0, slash).SequenceEqual(resource) || pattern.AsSpan(0, slash).SequenceEqual(All));
    }

    private bool CoversResource(string wanted)
    {
        if (Has(Resources, wanted))
            return true;
        var slash = wanted.IndexOf('/');
        return slash >= 0 && Resources.Contains(string.Concat(All, wanted.AsSpan(slash)));
    }
}

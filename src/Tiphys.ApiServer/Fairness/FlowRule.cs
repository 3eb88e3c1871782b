using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Fairness;

/// <summary>One rule of a flow schema, read once: whose requests, and which.</summary>
internal sealed class FlowRule
{
    private const string All = "*";
    private readonly string[] _users;
    private readonly string[] _groups;
    private readonly (string Namespace, string Name)[] _accounts;
    private readonly ResourceRule[] _resources;
    private readonly PathRule[] _paths;

    public FlowRule(DocObject rule)
    {
        var subjects = rule.ObjectsAt("subjects").ToArray();
        _users = [.. Of("User").Select(subject => subject.StringAt("user", "name"))];
        _groups = [.. Of("Group").Select(subject => subject.StringAt("group", "name"))];
        _accounts = [.. Of("ServiceAccount").Select(subject => (subject.StringAt("serviceAccount", "namespace"), subject.StringAt("serviceAccount", "name")))];
        _resources = [.. rule.ObjectsAt("resourceRules").Select(entry => new ResourceRule(
            List(entry, "verbs"), List(entry, "apiGroups"), List(entry, "resources"), List(entry, "namespaces"), entry.GetBool("clusterScope") == true))];
        _paths = [.. rule.ObjectsAt("nonResourceRules").Select(entry => new PathRule(List(entry, "verbs"), List(entry, "nonResourceURLs")))];

        IEnumerable<DocObject> Of(string kind) => subjects.Where(subject => subject.StringAt("kind") == kind);
    }

    private sealed record ResourceRule(string[] Verbs, string[] Groups, string[] Resources, string[] Namespaces, bool ClusterScope);

    private sealed record PathRule(string[] Verbs, string[] Paths);

    public bool Matches(AuthorizationAttributes request) => IsSubject(request.User) && (request.IsResourceRequest ? FitsResource(request) : FitsPath(request));

    private bool IsSubject(UserInfo user)
    {
        if (Has(_users, user.Name))
            return true;
        foreach (var group in _groups)
        {
            if (group == All || user.InGroup(group))
                return true;
        }

        return _accounts.Length > 0 && ServiceAccountNames.TryParse(user.Name, out var ns, out var name)
            && _accounts.Any(account => account.Namespace == ns && (account.Name == All || account.Name == name));
    }

    private bool FitsResource(AuthorizationAttributes request)
    {
        var resource = request.Subresource.Length == 0 ? request.Resource : $"{request.Resource}/{request.Subresource}";
        foreach (var rule in _resources)
        {
            if (Has(rule.Verbs, request.Verb) && Has(rule.Groups, request.Group) && Has(rule.Resources, resource)
                && (request.Namespace.Length == 0 ? rule.ClusterScope : Has(rule.Namespaces, request.Namespace)))
                return true;
        }

        return false;
    }

    private bool FitsPath(AuthorizationAttributes request)
    {
        foreach (var rule in _paths)
        {
            if (Has(rule.Verbs, request.Verb) && rule.Paths.Any(pattern => PathFits(pattern, request.Path)))
                return true;
        }

        return false;
    }

    private static bool PathFits(string pattern, string path) =>
        pattern == All || pattern == path || (pattern.EndsWith("/*", StringComparison.Ordinal) && path.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal));

    private static bool Has(string[] values, string value)
    {
        foreach (var entry in values)
        {
            if (entry == All || entry == value)
                return true;
        }

        return false;
    }

    private static string[] List(DocObject rule, string member) => [.. rule.StringsAt(member)];
}

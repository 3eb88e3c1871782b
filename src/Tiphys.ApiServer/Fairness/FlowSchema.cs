using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Fairness;

/// <summary>A FlowSchema ready to be asked: which requests are its, what sets one flow apart from another, and at which level they run.</summary>
internal sealed record FlowSchema(string Name, string Uid, long Precedence, string Level, string Distinguisher, IReadOnlyList<DocObject> Rules)
{
    private const string All = "*";

    public static FlowSchema Read(DocObject schema) => new(
        schema.ObjectName,
        schema.ObjectUid,
        schema.GetObject("spec")?.GetInt64("matchingPrecedence") ?? 1000,
        schema.StringAt("spec", "priorityLevelConfiguration", "name"),
        schema.StringAt("spec", "distinguisherMethod", "type"),
        [.. schema.ObjectsAt("spec", "rules")]);

    public bool Matches(AuthorizationAttributes request)
    {
        foreach (var rule in Rules)
        {
            if (rule.ObjectsAt("subjects").Any(subject => IsSubject(subject, request)) && RuleFits(rule, request))
                return true;
        }

        return false;
    }

    /// <summary>What tells the flow of a request from others of the schema.</summary>
    public string FlowOf(AuthorizationAttributes request) => Distinguisher switch
    {
        "ByUser" => request.User.Name,
        "ByNamespace" => request.Namespace,
        _ => "",
    };

    private static bool RuleFits(DocObject rule, AuthorizationAttributes request) => request.IsResourceRequest
        ? rule.ObjectsAt("resourceRules").Any(entry => ResourceFits(entry, request))
        : rule.ObjectsAt("nonResourceRules").Any(entry => Has(entry, "verbs", request.Verb) && entry.StringsAt("nonResourceURLs").Any(pattern => PathFits(pattern, request.Path)));

    private static bool ResourceFits(DocObject rule, AuthorizationAttributes request)
    {
        var resource = request.Subresource.Length == 0 ? request.Resource : $"{request.Resource}/{request.Subresource}";
        if (!Has(rule, "verbs", request.Verb) || !Has(rule, "apiGroups", request.Group) || !Has(rule, "resources", resource))
            return false;
        return request.Namespace.Length == 0 ? rule.GetBool("clusterScope") == true : Has(rule, "namespaces", request.Namespace);
    }

    private static bool IsSubject(DocObject subject, AuthorizationAttributes request)
    {
        var user = request.User;
        switch (subject.StringAt("kind"))
        {
            case "User":
                return subject.StringAt("user", "name") is var name && (name == All || name == user.Name);
            case "Group":
                return subject.StringAt("group", "name") is var group && (group == All || user.InGroup(group));
            case "ServiceAccount":
                return ServiceAccountNames.TryParse(user.Name, out var ns, out var account)
                    && subject.StringAt("serviceAccount", "namespace") == ns
                    && subject.StringAt("serviceAccount", "name") is var wanted && (wanted == All || wanted == account);
            default:
                return false;
        }
    }

    private static bool Has(DocObject rule, string member, string value) => rule.StringsAt(member).Any(entry => entry == All || entry == value);

    private static bool PathFits(string pattern, string path) =>
        pattern == All || pattern == path || (pattern.EndsWith("/*", StringComparison.Ordinal) && path.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal));
}

using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Audit;

/// <summary>Resources of one group in an audit rule (GroupResources): <c>pods</c>, <c>pods/log</c>, <c>pods/*</c>, <c>*/scale</c>, <c>*</c>.</summary>
internal sealed record AuditResources(string Group, IReadOnlyList<string> Resources, IReadOnlyList<string> Names)
{
    public static AuditResources Read(DocObject entry) => new(entry.StringAt("group"), [.. entry.StringsAt("resources")], [.. entry.StringsAt("resourceNames")]);

    public bool Matches(AuthorizationAttributes request) =>
        Group == request.Group
        && (Resources.Count == 0 || Resources.Any(pattern => MatchesOne(pattern, request)))
        && (Names.Count == 0 || Names.Contains(request.Name));

    private static bool MatchesOne(string pattern, AuthorizationAttributes request)
    {
        if (pattern == "*")
            return true;
        var slash = pattern.IndexOf('/');
        if (slash < 0)
            return pattern == request.Resource && request.Subresource.Length == 0;
        var (resource, subresource) = (pattern[..slash], pattern[(slash + 1)..]);
        return (resource == "*" || resource == request.Resource) && request.Subresource.Length > 0 && (subresource == "*" || subresource == request.Subresource);
    }
}

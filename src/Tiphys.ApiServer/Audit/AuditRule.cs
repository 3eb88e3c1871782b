using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Audit;

/// <summary>One rule of an audit policy: which requests it is about, all that is named must fit; what is empty fits all.</summary>
internal sealed record AuditRule
{
    public required AuditLevel Level { get; init; }

    public required IReadOnlyList<string> Users { get; init; }

    public required IReadOnlyList<string> UserGroups { get; init; }

    public required IReadOnlyList<string> Verbs { get; init; }

    public required IReadOnlyList<AuditResources> Resources { get; init; }

    public required IReadOnlyList<string> Namespaces { get; init; }

    public required IReadOnlyList<string> Paths { get; init; }

    public required IReadOnlySet<AuditStage> OmitStages { get; init; }

    /// <summary>Null: as the policy says.</summary>
    public bool? OmitManagedFields { get; init; }

    /// <exception cref="FormatException">A level or stage that does not exist.</exception>
    public static AuditRule Read(DocObject rule) => new()
    {
        Level = Enum.TryParse<AuditLevel>(rule.StringAt("level"), out var level) ? level : throw new FormatException($"no such audit level: \"{rule.StringAt("level")}\""),
        Users = [.. rule.StringsAt("users")],
        UserGroups = [.. rule.StringsAt("userGroups")],
        Verbs = [.. rule.StringsAt("verbs")],
        Resources = [.. rule.ObjectsAt("resources").Select(AuditResources.Read)],
        Namespaces = [.. rule.StringsAt("namespaces")],
        Paths = [.. rule.StringsAt("nonResourceURLs")],
        OmitStages = ReadStages(rule),
        OmitManagedFields = rule.GetBool("omitManagedFields"),
    };

    public static HashSet<AuditStage> ReadStages(DocObject owner) =>
        [.. owner.StringsAt("omitStages").Select(name => Enum.TryParse<AuditStage>(name, out var stage) ? stage : throw new FormatException($"no such audit stage: \"{name}\""))];

    public bool Matches(AuthorizationAttributes request)
    {
        if (Users.Count > 0 && !Users.Contains(request.User.Name))
            return false;
        if (UserGroups.Count > 0 && !UserGroups.Any(request.User.InGroup))
            return false;
        if (Verbs.Count > 0 && !Verbs.Contains(request.Verb))
            return false;
        if (Resources.Count > 0 || Namespaces.Count > 0)
            return request.IsResourceRequest && MatchesResource(request);
        return Paths.Count == 0 || (!request.IsResourceRequest && Paths.Any(pattern => MatchesPath(pattern, request.Path)));
    }

    private bool MatchesResource(AuthorizationAttributes request) =>
        (Namespaces.Count == 0 || Namespaces.Contains(request.Namespace)) && (Resources.Count == 0 || Resources.Any(resources => resources.Matches(request)));

    private static bool MatchesPath(string pattern, string path) =>
        pattern == "*" || pattern == path || (pattern.EndsWith('*') && path.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal));
}

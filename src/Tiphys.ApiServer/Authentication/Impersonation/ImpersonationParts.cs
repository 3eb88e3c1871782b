using Tiphys.Api.Machinery.Naming;
using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Authentication.Impersonation;

/// <summary>Makes the questions about a wanted user's parts.</summary>
/// <param name="real">Who asks.</param>
/// <param name="isConstrained">Users and groups are asked about in authentication.k8s.io instead of the core group, and some are never granted.</param>
internal sealed class ImpersonationParts(UserInfo real, string verb, bool isConstrained)
{
    private const string Authentication = "authentication.k8s.io";
    private const string Masters = "system:masters";

    /// <summary>From so many questions about one part on, one about all of them is asked first.</summary>
    private const int Many = 4;

    public AuthorizationAttributes Named(string resource, string name) => Ask(isConstrained ? Authentication : "", resource, "", name);

    public AuthorizationAttributes Uid(string uid) => Ask(Authentication, "uids", "", uid);

    public ImpersonationStage Groups(IReadOnlyList<string> groups)
    {
        if (isConstrained && groups.Contains(""))
            return new([Named("groups", "")], Refusal: "impersonating the empty string group is not allowed");
        if (isConstrained && groups.Contains(Masters))
            return new([Named("groups", Masters)], Refusal: "impersonating the system:masters group is not allowed");
        return new([.. groups.Select(group => Named("groups", group))], isConstrained && groups.Count >= Many ? Named("groups", "*") : null);
    }

    public ImpersonationStage Extra(IReadOnlyDictionary<string, IReadOnlyList<string>> extra)
    {
        if (isConstrained && WrongIn(extra) is { } wrong)
            return new([Ask(Authentication, "userextras", "", "")], Refusal: wrong);
        var checks = extra.SelectMany(entry => entry.Value.Select(value => Ask(Authentication, "userextras", entry.Key, value))).ToArray();
        var isMany = extra.Count >= Many || checks.Length >= Many;
        return new(checks, isConstrained && isMany ? Ask(Authentication, "userextras", "*", "*") : null);
    }

    private static string? WrongIn(IReadOnlyDictionary<string, IReadOnlyList<string>> extra)
    {
        foreach (var (key, values) in extra)
        {
            if (key.Length == 0)
                return "impersonating the empty string key in extra is not allowed";
            if (!IsDomainPrefixedPath(key))
                return $"impersonating an invalid key in extra is not allowed: extra.key: Invalid value: \"{key}\": must be a domain-prefixed path (such as \"acme.io/foo\")";
            if (values.Contains(""))
                return "impersonating the empty string value in extra is not allowed";
        }

        return null;
    }

    private static bool IsDomainPrefixedPath(string key) => key.Split('/', 2) is [var domain, { Length: > 0 } path]
        && NameFormats.Subdomain(domain) is null
        && path.All(c => char.IsAsciiLetterOrDigit(c) || "/-._~%!$&'()*+,;=:".Contains(c));

    private AuthorizationAttributes Ask(string group, string resource, string subresource, string name) => new()
    {
        User = real,
        Verb = verb,
        IsResourceRequest = true,
        Group = group,
        Version = "v1",
        Resource = resource,
        Subresource = subresource,
        Name = name,
    };
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.Oidc;

/// <summary>One <c>jwt</c> entry of an AuthenticationConfiguration: whose tokens are taken, and what user they make.</summary>
internal sealed class OidcIssuer
{
    private readonly ClaimMapping _username;
    private readonly ClaimMapping? _groups;
    private readonly ClaimMapping? _uid;
    private readonly IReadOnlyList<(string Key, ClaimMapping Value)> _extra;
    private readonly IReadOnlyList<(string Claim, string Value)> _required;
    private readonly IReadOnlyList<(MapExpression Expression, string Message)> _claimRules;
    private readonly IReadOnlyList<(MapExpression Expression, string Message)> _userRules;

    /// <param name="algorithms">What its tokens may be signed with.</param>
    /// <exception cref="FormatException">Something needed is missing or wrong.</exception>
    public OidcIssuer(DocObject entry, IReadOnlyList<string> algorithms)
    {
        Algorithms = algorithms;
        Url = entry.StringAt("issuer", "url");
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
            throw new FormatException("jwt.issuer.url must be an https URL");
        var discovery = entry.StringAt("issuer", "discoveryURL");
        DiscoveryUrl = new Uri(discovery.Length > 0 ? discovery : Url.TrimEnd('/') + "/.well-known/openid-configuration");
        CaBundle = entry.StringAt("issuer", "certificateAuthority");
        Audiences = [.. entry.StringsAt("issuer", "audiences")];
        if (Audiences.Count == 0)
            throw new FormatException("jwt.issuer.audiences must name at least one audience");
        var policy = entry.StringAt("issuer", "audienceMatchPolicy");
        if (policy is not ("" or "MatchAny") || (policy.Length == 0 && Audiences.Count > 1))
            throw new FormatException($"jwt.issuer.audienceMatchPolicy: Invalid value: \"{policy}\": audienceMatchPolicy must be MatchAny for multiple audiences");
        _username = ClaimMapping.Read(entry.GetPath("claimMappings", "username") as DocObject) ?? throw new FormatException("jwt.claimMappings.username is required");
        _groups = ClaimMapping.Read(entry.GetPath("claimMappings", "groups") as DocObject);
        _uid = ClaimMapping.Read(entry.GetPath("claimMappings", "uid") as DocObject);
        _extra = [.. entry.ObjectsAt("claimMappings", "extra").Select(extra => (extra.StringAt("key"), ClaimMapping.Read(extra, "valueExpression")!))];
        var rules = entry.ObjectsAt("claimValidationRules").ToArray();
        _required = [.. rules.Where(rule => rule.StringAt("claim").Length > 0).Select(rule => (rule.StringAt("claim"), rule.StringAt("requiredValue")))];
        _claimRules = Rules(rules.Where(rule => rule.StringAt("expression").Length > 0), "claims");
        _userRules = Rules(entry.ObjectsAt("userValidationRules"), "user");
    }

    public string Url { get; }

    public IReadOnlyList<string> Algorithms { get; }

    public Uri DiscoveryUrl { get; }

    /// <summary>PEM; empty for the system's authorities.</summary>
    public string CaBundle { get; }

    public IReadOnlyList<string> Audiences { get; }

    /// <summary>The user of a token whose signature, issuer, audience and dates hold; null with a reason if the rules refuse it.</summary>
    public UserInfo? UserOf(DocObject claims, out string failure)
    {
        failure = "";
        foreach (var (claim, value) in _required)
        {
            if (claims.GetString(claim) != value)
                return Fail($"oidc: claim {claim} does not have the required value", out failure);
        }

        if (Broken(_claimRules, claims) is { } claimRule)
            return Fail(claimRule, out failure);
        // An address nobody has verified is anybody's.
        if (_username.IsClaim("email") && claims.GetBool("email_verified") == false)
            return Fail("oidc: email not verified", out failure);
        if (_username.ValuesOf(claims) is not [{ Length: > 0 } name])
            return Fail("oidc: the username claim is missing or empty", out failure);
        if (Groups(claims) is not { } groups || Extra(claims) is not { } extra)
            return Fail("oidc: a mapped claim has the wrong type", out failure);
        var user = new UserInfo(name) { Groups = groups, Uid = _uid?.ValuesOf(claims)?.FirstOrDefault() ?? "", Extra = extra };
        return Broken(_userRules, UserInfoDocument.Write(user)) is { } userRule ? Fail(userRule, out failure) : user;
    }

    private static UserInfo? Fail(string why, out string failure)
    {
        failure = why;
        return null;
    }

    private IReadOnlyList<string>? Groups(DocObject claims) => _groups is null ? [] : _groups.ValuesOf(claims);

    private Dictionary<string, IReadOnlyList<string>>? Extra(DocObject claims)
    {
        var made = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (key, mapping) in _extra)
        {
            if (mapping.ValuesOf(claims) is not { } values)
                return null;
            if (values.Count > 0)
                made[key] = values;
        }

        return made;
    }

    private static string? Broken(IReadOnlyList<(MapExpression Expression, string Message)> rules, DocObject subject)
    {
        foreach (var (expression, message) in rules)
        {
            if (!expression.Evaluate(DocValues.Of(subject)).IsTrue)
                return $"oidc: {(message.Length > 0 ? message : "a validation rule does not hold")}";
        }

        return null;
    }

    private static (MapExpression, string)[] Rules(IEnumerable<DocObject> rules, string variable) =>
        [.. rules.Select(rule => (new MapExpression(rule.StringAt("expression"), variable), rule.StringAt("message")))];
}

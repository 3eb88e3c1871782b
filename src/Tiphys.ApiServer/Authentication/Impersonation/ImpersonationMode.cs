using Tiphys.Api.Machinery.Naming;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Authentication.Impersonation;

/// <summary>
/// One way of being allowed to act as someone. Constrained modes (KEP-5284) ask twice: may this request be made as someone else
/// (<c>impersonate-on:MODE:VERB</c>), and may it be this one (<c>impersonate:MODE</c>). The old one asks only the latter, as <c>impersonate</c>.
/// </summary>
/// <param name="name">As verbs spell it; empty for the old mode.</param>
/// <param name="applies">Whom it is for, by who is wanted and who asks.</param>
internal sealed class ImpersonationMode(string name, Func<ImpersonationWish, UserInfo, bool> applies)
{
    private static readonly ImpersonationMode AssociatedNode = new("associated-node", IsOwnNode);
    private static readonly ImpersonationMode ArbitraryNode = new("arbitrary-node", (wish, _) => wish.IsOnlyUser && NodeOf(wish.User) is not null);
    private static readonly ImpersonationMode ServiceAccount = new("serviceaccount", (wish, _) => wish.IsOnlyUser && IsAccount(wish.User));
    private static readonly ImpersonationMode AnyOther = new("user-info", (wish, _) => NodeOf(wish.User) is null && !IsAccount(wish.User));
    private static readonly ImpersonationMode Old = new("", (_, _) => true);

    private readonly string _verb = name.Length == 0 ? "impersonate" : $"impersonate:{name}";

    /// <summary>In the order in which they are tried; the old mode always applies.</summary>
    public static IReadOnlyList<ImpersonationMode> All { get; } = [AssociatedNode, ArbitraryNode, ServiceAccount, AnyOther, Old];

    /// <summary>The verb that audit notes; empty for the old mode.</summary>
    public string Constraint => IsConstrained ? _verb : "";

    private bool IsConstrained => name.Length > 0;

    public bool AppliesTo(ImpersonationWish wish, UserInfo real) => applies(wish, real);

    /// <summary>What the real user must be allowed, in the order in which it is asked.</summary>
    /// <param name="request">The request as the real user would make it.</param>
    public IEnumerable<ImpersonationStage> Stages(ImpersonationWish wish, AuthorizationAttributes request)
    {
        // The decision must hold for every node that the account's pods run on, so none of them is told to the authorizers.
        var real = this == AssociatedNode ? WithoutNode(request.User) : request.User;
        if (IsConstrained)
            yield return new([request with { User = real, Verb = $"impersonate-on:{name}:{request.Verb}" }]);
        var parts = new ImpersonationParts(real, _verb, IsConstrained);
        yield return new([User(wish, parts)]);
        if (wish.Uid.Length > 0)
            yield return new([parts.Uid(wish.Uid)]);
        if (wish.Groups.Count > 0)
            yield return parts.Groups(wish.Groups);
        if (wish.Extra.Count > 0)
            yield return parts.Extra(wish.Extra);
    }

    /// <summary>Who the request is made as, once all has been allowed.</summary>
    public UserInfo Become(ImpersonationWish wish)
    {
        var groups = wish.Groups;
        if (IsConstrained && NodeOf(wish.User) is not null)
            groups = ["system:nodes"];
        else if (groups.Count == 0 && ServiceAccountNames.TryParse(wish.User, out var ns, out _))
            groups = ServiceAccountNames.Groups(ns);
        if (wish.User == UserInfo.Anonymous.Name)
            groups = groups.Contains("system:unauthenticated") ? groups : [.. groups, "system:unauthenticated"];
        else if (!groups.Contains("system:authenticated") && !groups.Contains("system:unauthenticated"))
            groups = [.. groups, "system:authenticated"];
        return new UserInfo(wish.User) { Uid = wish.Uid, Groups = groups, Extra = wish.Extra };
    }

    private AuthorizationAttributes User(ImpersonationWish wish, ImpersonationParts parts)
    {
        if (IsConstrained && NodeOf(wish.User) is { } node)
            return parts.Named("nodes", this == AssociatedNode ? "*" : node);
        return ServiceAccountNames.TryParse(wish.User, out var ns, out var account)
            ? parts.Named("serviceaccounts", account) with { Namespace = ns }
            : parts.Named("users", wish.User);
    }

    private static bool IsOwnNode(ImpersonationWish wish, UserInfo real) =>
        wish.IsOnlyUser && NodeOf(wish.User) is { } node && IsAccount(real.Name)
        && real.Extra.TryGetValue(UserExtra.NodeName, out var names) && names is [var only] && only == node;

    private static bool IsAccount(string user) => ServiceAccountNames.TryParse(user, out _, out _);

    private static string? NodeOf(string user)
    {
        const string prefix = "system:node:";
        return user.StartsWith(prefix, StringComparison.Ordinal) && NameFormats.Subdomain(user[prefix.Length..]) is null ? user[prefix.Length..] : null;
    }

    private static UserInfo WithoutNode(UserInfo real) => real with
    {
        Extra = new Dictionary<string, IReadOnlyList<string>>
        {
            ["authentication.kubernetes.io/associated-node-keys"] = [.. real.Extra.Keys.Order(StringComparer.Ordinal)],
        },
    };
}

using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication.Jwt;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>The claims of a bound service-account token (KEP-1205): the account and what the token hangs on.</summary>
internal sealed record BoundClaims(TokenBinding Account, TokenBinding? Pod, TokenBinding? Secret, TokenBinding? Node, string CredentialId)
{
    public const string Member = "kubernetes.io";

    /// <summary>The claims, or null if the token does not carry them or they contradict its subject.</summary>
    public static BoundClaims? Read(JwtToken token)
    {
        var claims = token.Claims.GetObject(Member);
        var ns = claims?.GetString("namespace") ?? "";
        if (claims is null || TokenBinding.Read(claims, "serviceaccount", BuiltInResources.ServiceAccounts, ns) is not { } account)
            return null;
        if (ns.Length == 0 || account.Name.Length == 0 || token.Subject != ServiceAccountNames.User(ns, account.Name))
            return null;
        return new(
            account,
            TokenBinding.Read(claims, "pod", BuiltInResources.Pods, ns),
            TokenBinding.Read(claims, "secret", BuiltInResources.Secrets, ns),
            TokenBinding.Read(claims, "node", BuiltInResources.Nodes, ""),
            token.Claims.GetString("jti") is { Length: > 0 } id ? $"JTI={id}" : "");
    }

    public UserInfo ToUser()
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        if (CredentialId.Length > 0)
            extra[UserExtra.CredentialId] = [CredentialId];
        if (Pod is not null)
        {
            extra[UserExtra.PodName] = [Pod.Name];
            extra[UserExtra.PodUid] = [Pod.Uid];
        }

        if (Node is not null)
        {
            extra[UserExtra.NodeName] = [Node.Name];
            if (Node.Uid.Length > 0)
                extra[UserExtra.NodeUid] = [Node.Uid];
        }

        return new UserInfo(ServiceAccountNames.User(Account.Namespace, Account.Name))
        {
            Uid = Account.Uid,
            Groups = ServiceAccountNames.Groups(Account.Namespace),
            Extra = extra,
        };
    }

    public DocObject ToClaim(DateTimeOffset? warnAfter)
    {
        var claim = new DocObject { { "namespace", Account.Namespace } };
        if (Node is not null)
            claim["node"] = Node.ToClaim();
        if (Pod is not null)
            claim["pod"] = Pod.ToClaim();
        if (Secret is not null)
            claim["secret"] = Secret.ToClaim();
        claim["serviceaccount"] = Account.ToClaim();
        if (warnAfter is { } moment)
            claim["warnafter"] = moment.ToUnixTimeSeconds();
        return claim;
    }
}

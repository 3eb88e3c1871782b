using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Authentication.Impersonation;

/// <summary>
/// Acting as someone else by Impersonate-User, -Group, -Uid and -Extra- headers, each of which the real user must be allowed
/// to <c>impersonate</c>. Kubernetes docs: "User impersonation".
/// </summary>
public sealed class Impersonator(IAuthorizer authorizer)
{
    /// <summary>The user the request acts as; the real one if it asks for nothing. The headers are taken off the request.</summary>
    /// <exception cref="ApiException">BadRequest if no user is named beside the rest, Forbidden if one part is not allowed.</exception>
    public async ValueTask<UserInfo> ApplyAsync(HttpContext http, UserInfo real, CancellationToken cancellationToken)
    {
        var wish = ImpersonationWish.Read(http.Request.Headers);
        if (wish is null)
            return real;
        if (wish.User.Length == 0)
            throw ApiException.BadRequest($"requested [{string.Join(" ", wish.Named())}] without impersonating a user name");
        foreach (var check in wish.Checks(real))
        {
            var decision = await authorizer.AuthorizeAsync(check, cancellationToken).ConfigureAwait(false);
            if (decision.Verdict != AuthorizationVerdict.Allow)
                throw ForbiddenMessage.Of(check, decision.Reason);
        }

        return Become(wish);
    }

    private static UserInfo Become(ImpersonationWish wish)
    {
        IReadOnlyList<string> groups = wish.Groups;
        if (ServiceAccountNames.TryParse(wish.User, out var ns, out _) && groups.Count == 0)
            groups = ServiceAccountNames.Groups(ns);
        if (wish.User == UserInfo.Anonymous.Name)
            groups = groups.Contains("system:unauthenticated") ? groups : [.. groups, "system:unauthenticated"];
        else if (!groups.Contains("system:authenticated") && !groups.Contains("system:unauthenticated"))
            groups = [.. groups, "system:authenticated"];
        return new UserInfo(wish.User) { Uid = wish.Uid, Groups = groups, Extra = wish.Extra };
    }
}

using Microsoft.AspNetCore.Http;

namespace Tiphys.ApiServer.Authentication;

/// <summary>
/// The whole of authentication: every configured way in turn, then anonymous where that is allowed. Credentials that do not
/// hold are never turned into anonymous.
/// </summary>
internal sealed class AuthenticatorChain(IReadOnlyList<IAuthenticator> members, Func<AnonymousPolicy> anonymous) : IAuthenticator
{
    public const string AuthenticatedGroup = "system:authenticated";
    private const string UnauthenticatedGroup = "system:unauthenticated";

    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        string? failure = null;
        foreach (var member in members)
        {
            var result = await member.AuthenticateAsync(http, cancellationToken).ConfigureAwait(false);
            if (result.User is { } user)
                return AuthenticationResult.Of(WithGroup(user));
            failure ??= result.Failure;
        }

        if (failure is not null)
            return AuthenticationResult.Refused(failure);
        return anonymous().Allows(http.Request.Path) ? AuthenticationResult.Of(UserInfo.Anonymous) : AuthenticationResult.Refused("no credentials");
    }

    private static UserInfo WithGroup(UserInfo user) =>
        user.Name == UserInfo.Anonymous.Name || user.InGroup(AuthenticatedGroup) || user.InGroup(UnauthenticatedGroup)
            ? user
            : user with { Groups = [.. user.Groups, AuthenticatedGroup] };
}

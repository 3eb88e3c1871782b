using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Fixture;

/// <summary>Security for tests that are about something else: every request comes from an administrator, everything is allowed.</summary>
public static class OpenSecurity
{
    public static readonly UserInfo Administrator = new("admin") { Groups = ["system:masters", "system:authenticated"] };

    public static ServerSecurity AdministratorsOnly { get; } = new()
    {
        Authenticators = [new OneUser()],
        Authorizers = [new AllowAll()],
    };

    private sealed class OneUser : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken) => new(AuthenticationResult.Of(Administrator));
    }

    private sealed class AllowAll : IAuthorizer
    {
        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
            new(AuthorizationDecision.Allow());
    }
}

using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Metrics;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>Finds out who asks: a user that the in-process caller has set, else the first authenticator that answers, else anonymous.</summary>
internal sealed class AuthenticationStep(IReadOnlyList<IAuthenticator> authenticators, AccessMetrics metrics)
{
    /// <exception cref="ApiException">401: credentials were given and none held.</exception>
    public async ValueTask<UserInfo> AuthenticateAsync(HttpContext http)
    {
        if (http.Features.Get<UserInfo>() is { } preset)
            return preset;
        var began = metrics.Begin();
        var user = await FindAsync(http).ConfigureAwait(false);
        metrics.Authenticated(user, began);
        return user ?? throw ApiException.Unauthorized();
    }

    private async ValueTask<UserInfo?> FindAsync(HttpContext http)
    {
        var refused = false;
        foreach (var authenticator in authenticators)
        {
            var result = await authenticator.AuthenticateAsync(http, http.RequestAborted).ConfigureAwait(false);
            if (result.User is { } user)
                return user;
            refused |= result.Failure is not null;
        }

        return refused ? null : UserInfo.Anonymous;
    }
}

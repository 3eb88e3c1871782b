using Microsoft.AspNetCore.Http;

namespace Tiphys.ApiServer.Authentication;

/// <summary>One way to prove who one is. Asked in turn until one answers.</summary>
public interface IAuthenticator
{
    /// <summary>Looks at the request's credentials; <see cref="AuthenticationResult.None"/> if it carries none of this kind.</summary>
    ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken);
}

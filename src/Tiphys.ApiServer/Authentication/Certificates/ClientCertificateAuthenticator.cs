using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace Tiphys.ApiServer.Authentication.Certificates;

/// <summary>
/// Users by client certificate: the common name is the user, organizations are the groups, a subject attribute of
/// upstream's own arc is the uid. Kubernetes docs: "Authenticating", X509 client certificates.
/// </summary>
/// <remarks>A connection's certificate is verified once; its dates are looked at on every request.</remarks>
internal sealed class ClientCertificateAuthenticator(ClientCertificateVerifier verifier) : IAuthenticator
{
    private readonly ConditionalWeakTable<X509Certificate2, UserInfo> _users = [];

    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var certificate = http.Connection.ClientCertificate;
        if (certificate is null)
            return ValueTask.FromResult(AuthenticationResult.None);
        if (!verifier.Verify(certificate, out var failure))
            return ValueTask.FromResult(AuthenticationResult.Refused(failure));
        var user = _users.GetValue(certificate, MakeUser);
        return ValueTask.FromResult(user.Name.Length == 0 ? AuthenticationResult.None : AuthenticationResult.Of(user));
    }

    /// <summary>The group of everybody who is known is added here, once per connection, not by the chain at every request.</summary>
    private static UserInfo MakeUser(X509Certificate2 certificate)
    {
        var user = CertificateSubject.ToUser(certificate);
        return user.InGroup(AuthenticatorChain.AuthenticatedGroup) ? user : user with { Groups = [.. user.Groups, AuthenticatorChain.AuthenticatedGroup] };
    }
}

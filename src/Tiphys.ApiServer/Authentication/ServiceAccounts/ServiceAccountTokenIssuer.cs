using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication.Jwt;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>Signs bound service-account tokens. Pure but for the clock and the token's random id.</summary>
internal sealed class ServiceAccountTokenIssuer(ServiceAccountTokenOptions options, ServiceAccountKeys keys, TimeProvider time)
{
    /// <param name="claims">Whom the token is for; its credential id is made here.</param>
    /// <param name="lifetime">From now to the token's end.</param>
    /// <param name="warnAfter">From now to when its use is noted as stale; null for never.</param>
    public string Issue(BoundClaims claims, IReadOnlyList<string> audiences, TimeSpan lifetime, TimeSpan? warnAfter, out string credentialId)
    {
        var now = time.GetUtcNow();
        var id = Guid.NewGuid().ToString();
        credentialId = $"JTI={id}";
        var issued = now.ToUnixTimeSeconds();
        return JwtWriter.Sign(
            new DocObject
            {
                { "aud", new DocArray(audiences.Select(audience => (DocNode)audience)) },
                { "exp", (now + lifetime).ToUnixTimeSeconds() },
                { "iat", issued },
                { "iss", options.Issuer },
                { "jti", id },
                { BoundClaims.Member, claims.ToClaim(now + warnAfter) },
                { "nbf", issued },
                { "sub", ServiceAccountNames.User(claims.Account.Namespace, claims.Account.Name) },
            },
            keys.Signing);
    }
}

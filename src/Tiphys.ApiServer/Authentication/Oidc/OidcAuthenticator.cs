using Tiphys.ApiServer.Authentication.Jwt;
using Tiphys.ApiServer.Outbound;

namespace Tiphys.ApiServer.Authentication.Oidc;

/// <summary>Takes tokens of an OpenID Connect issuer. Kubernetes docs: "Authenticating", structured authentication configuration.</summary>
internal sealed class OidcAuthenticator(OidcIssuer issuer, IReadOnlyList<string> apiAudiences, WebhookClients clients, TimeProvider time) : ITokenAuthenticator
{
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);
    private readonly OidcKeys _keys = new(issuer, clients, time);

    public async ValueTask<TokenResult> AuthenticateTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        if (!JwtToken.TryParse(token, out var jwt) || jwt!.Issuer != issuer.Url)
            return TokenResult.None;
        if (!issuer.Algorithms.Contains(jwt.Algorithm))
            return TokenResult.Refused($"oidc: verify token: oidc: malformed jwt: unexpected signature algorithm \"{jwt.Algorithm}\"; expected [\"{string.Join("\" \"", issuer.Algorithms)}\"]");
        try
        {
            if (!await _keys.VerifiesAsync(jwt, cancellationToken).ConfigureAwait(false))
                return TokenResult.Refused("oidc: verify token: failed to verify id token signature");
        }
        catch (WebhookCallException e)
        {
            return TokenResult.Refused($"oidc: {e.Message}");
        }

        if (!jwt.Audiences.Intersect(issuer.Audiences, StringComparer.Ordinal).Any())
            return TokenResult.Refused("oidc: verify token: expected another audience");
        if (DateFailure(jwt) is { } late)
            return TokenResult.Refused(late);
        // Whatever the token's own audience is called, it is one that speaks to this server.
        var meant = audiences.Intersect(apiAudiences, StringComparer.Ordinal).ToArray();
        if (meant.Length == 0)
            return TokenResult.Refused("oidc: not meant for the asked audiences");
        return issuer.UserOf(jwt.Claims, out var failure) is { } user ? TokenResult.Of(user, meant) : TokenResult.Refused(failure);
    }

    private string? DateFailure(JwtToken jwt)
    {
        if (!jwt.TryGetDate("exp", out var expiry) || !jwt.TryGetDate("nbf", out var notBefore) || expiry is null)
            return "oidc: verify token: dates cannot be read";
        var now = time.GetUtcNow();
        if (now >= expiry)
            return "oidc: verify token: token is expired";
        return notBefore > now + Leeway ? "oidc: verify token: token is not valid yet" : null;
    }
}

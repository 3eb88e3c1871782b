using Tiphys.ApiServer.Authentication.Jwt;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>Accepts bound service-account tokens of this cluster's issuers.</summary>
internal sealed class ServiceAccountTokenAuthenticator(
    ServiceAccountTokenOptions options, ServiceAccountKeys keys, IObjectReader reader, TimeProvider time) : ITokenAuthenticator
{
    /// <summary>Clocks of issuer and server may differ this much.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    private readonly VerifiedTokens _verified = new();
    private readonly BindingVerifier _bindings = new(reader, time);

    public async ValueTask<TokenResult> AuthenticateTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        if (token.Length > JwtToken.MaxLength)
            return TokenResult.None;
        var key = VerifiedTokens.KeyOf(token);
        if (!_verified.TryGet(key, out var jwt))
        {
            if (!JwtToken.TryParse(token, out jwt) || !IsOurs(jwt!.Issuer))
                return TokenResult.None;
            if (!keys.Verifies(jwt))
                return TokenResult.Refused("invalid bearer token");
            _verified.Add(key, jwt);
        }

        return await CheckAsync(jwt!, audiences, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TokenResult> CheckAsync(JwtToken jwt, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        if (BoundClaims.Read(jwt) is not { } claims)
            return TokenResult.Refused("token claims do not name a service account");
        var meant = audiences.Intersect(jwt.Audiences, StringComparer.Ordinal).ToArray();
        if (meant.Length == 0)
            return TokenResult.Refused($"token audiences [{string.Join(" ", jwt.Audiences)}] is invalid for the target audiences [{string.Join(" ", audiences)}]");
        if (DateFailure(jwt) is { } late)
            return TokenResult.Refused(late);
        var failure = await _bindings.FailureAsync(claims, cancellationToken).ConfigureAwait(false);
        return failure is null ? TokenResult.Of(claims.ToUser(), meant) : TokenResult.Refused(failure);
    }

    private string? DateFailure(JwtToken jwt)
    {
        if (!jwt.TryGetDate("exp", out var expiry) || !jwt.TryGetDate("nbf", out var notBefore) || !jwt.TryGetDate("iat", out var issued) || expiry is null)
            return "service account token claims could not be validated";
        var now = time.GetUtcNow();
        if (now >= expiry)
            return "service account token has expired";
        if (notBefore > now + Leeway)
            return "service account token is not valid yet";
        return issued > now + Leeway ? "service account token is issued in the future" : null;
    }

    private bool IsOurs(string issuer) => issuer == options.Issuer || options.FurtherIssuers.Contains(issuer);
}

using System.Security.Cryptography;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication.Jwt;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>Accepts the tokens that live in secrets of type kubernetes.io/service-account-token: no expiry, good as long as the secret holds exactly them.</summary>
internal sealed class LegacyTokenAuthenticator(
    ServiceAccountKeys keys, IReadOnlyList<string> apiAudiences, IObjectReader reader, TimeProvider time) : ITokenAuthenticator
{
    public const string Issuer = "kubernetes/serviceaccount";
    private const string Prefix = "kubernetes.io/serviceaccount/";
    private const string InvalidSinceLabel = "kubernetes.io/legacy-token-invalid-since";

    private readonly BindingVerifier _bindings = new(reader, time);

    public async ValueTask<TokenResult> AuthenticateTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        if (!JwtToken.TryParse(token, out var jwt) || jwt!.Issuer != Issuer)
            return TokenResult.None;
        if (!keys.Verifies(jwt))
            return TokenResult.Refused("invalid bearer token");
        var meant = audiences.Intersect(apiAudiences, StringComparer.Ordinal).ToArray();
        var ns = jwt.Claims.GetString(Prefix + "namespace") ?? "";
        var secretName = jwt.Claims.GetString(Prefix + "secret.name") ?? "";
        var account = new TokenBinding(
            BuiltInResources.ServiceAccounts,
            ns,
            jwt.Claims.GetString(Prefix + "service-account.name") ?? "",
            jwt.Claims.GetString(Prefix + "service-account.uid") ?? "");
        if (meant.Length == 0 || ns.Length == 0 || account.Name.Length == 0 || jwt.Subject != ServiceAccountNames.User(ns, account.Name))
            return TokenResult.Refused("invalid legacy service account token claims");
        var secret = await reader.GetConsistentAsync(BuiltInResources.Secrets, ns, secretName, cancellationToken).ConfigureAwait(false);
        if (secret is null || !Holds(secret.Decode(), token))
            return TokenResult.Refused("service account token has been invalidated");
        var claims = new BoundClaims(account, null, null, null, "");
        var failure = await _bindings.FailureAsync(claims, cancellationToken).ConfigureAwait(false);
        return failure is null ? TokenResult.Of(claims.ToUser(), meant) : TokenResult.Refused(failure);
    }

    /// <summary>The token as a secret of the account carries it.</summary>
    public static string Issue(ServiceAccountKeys keys, string ns, string account, string accountUid, string secretName) => JwtWriter.Sign(
        new DocObject
        {
            { "iss", Issuer },
            { Prefix + "namespace", ns },
            { Prefix + "secret.name", secretName },
            { Prefix + "service-account.name", account },
            { Prefix + "service-account.uid", accountUid },
            { "sub", ServiceAccountNames.User(ns, account) },
        },
        keys.Signing);

    private static bool Holds(DocObject secret, string token)
    {
        if (secret.DeletionTimestamp is not null || secret.ObjectLabels?.ContainsKey(InvalidSinceLabel) == true)
            return false;
        return CryptographicOperations.FixedTimeEquals(SecretData.Read(secret, "token"), Encoding.UTF8.GetBytes(token));
    }
}

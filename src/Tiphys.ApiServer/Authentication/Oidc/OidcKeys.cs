using Tiphys.ApiServer.Authentication.Jwt;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.Oidc;

/// <summary>An issuer's keys, fetched when first needed and again when a token names one that is not known; never more often than every ten seconds.</summary>
internal sealed class OidcKeys(OidcIssuer issuer, WebhookClients clients, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile IReadOnlyList<JwtKey> _keys = [];
    private long _fetched = long.MinValue;

    /// <summary>Whether one of the issuer's keys made the token's signature.</summary>
    /// <exception cref="WebhookCallException">The issuer does not give its keys.</exception>
    public async ValueTask<bool> VerifiesAsync(JwtToken token, CancellationToken cancellationToken)
    {
        if (!Knows(token))
            await FetchAsync(cancellationToken).ConfigureAwait(false);
        return Verifies(token);
    }

    public void Dispose() => _turn.Dispose();

    private bool Knows(JwtToken token) => token.KeyId.Length > 0 ? _keys.Any(key => key.KeyId == token.KeyId) : _keys.Count > 0;

    private bool Verifies(JwtToken token) =>
        _keys.Any(key => (token.KeyId.Length == 0 || key.KeyId == token.KeyId) && key.Verify(token.Algorithm, token.SignedPart, token.Signature));

    private async ValueTask FetchAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_fetched != long.MinValue && time.GetElapsedTime(_fetched) < Pause)
                return;
            _fetched = time.GetTimestamp();
            var discovery = await clients.GetAsync(new WebhookTarget(issuer.DiscoveryUrl, null, issuer.CaBundle), Timeout, cancellationToken).ConfigureAwait(false);
            if (discovery.StringAt("issuer") != issuer.Url)
                throw new WebhookCallException("oidc: the discovery document is of another issuer");
            if (!Uri.TryCreate(discovery.StringAt("jwks_uri"), UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
                throw new WebhookCallException("oidc: the discovery document names no https jwks_uri");
            _keys = JwkReader.ReadSet(await clients.GetAsync(new WebhookTarget(address, null, issuer.CaBundle), Timeout, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _turn.Release();
        }
    }
}

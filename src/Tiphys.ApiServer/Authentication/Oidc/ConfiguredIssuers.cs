using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Outbound;

namespace Tiphys.ApiServer.Authentication.Oidc;

/// <summary>The issuers of the authentication configuration that holds at present. Keys fetched for a configuration go with it.</summary>
internal sealed class ConfiguredIssuers(
    Reloadable<AuthenticationConfiguration> configuration, IReadOnlyList<string> apiAudiences, WebhookClients clients, TimeProvider time) : ITokenAuthenticator
{
    private readonly Derived<AuthenticationConfiguration, ITokenAuthenticator> _issuers =
        new(configuration, current => new TokenAuthenticatorUnion([.. current.Authenticators(apiAudiences, clients, time)]));

    public ValueTask<TokenResult> AuthenticateTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken) =>
        _issuers.Current.AuthenticateTokenAsync(token, audiences, cancellationToken);
}

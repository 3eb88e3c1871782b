using Tiphys.ApiServer.Authentication.BootstrapTokens;
using Tiphys.ApiServer.Authentication.Certificates;
using Tiphys.ApiServer.Authentication.Oidc;
using Tiphys.ApiServer.Authentication.RequestHeaders;
using Tiphys.ApiServer.Authentication.Reviews;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Authentication.StaticTokens;
using Tiphys.ApiServer.Authentication.Webhook;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication;

/// <summary>Authentication put together: what the pipeline asks, the resources it serves, the documents it publishes.</summary>
public sealed class DefaultAuthentication
{
    private DefaultAuthentication(IAuthenticator requests, ServiceAccountKeys keys, ServiceAccountTokenOptions options)
    {
        Requests = requests;
        Discovery = new IssuerDiscovery(options, keys);
        LegacyTokens = new LegacyTokenSecrets(keys);
    }

    /// <summary>Asked once per request; its refusal is a 401.</summary>
    public IAuthenticator Requests { get; }

    /// <summary>tokenreviews, selfsubjectreviews and serviceaccounts/token.</summary>
    public required IReadOnlyList<IVirtualResource> Resources { get; init; }

    public IssuerDiscovery Discovery { get; }

    public LegacyTokenSecrets LegacyTokens { get; }

    /// <exception cref="System.Security.Cryptography.CryptographicException">A service-account key cannot be read.</exception>
    /// <exception cref="FormatException">The token file has a bad line.</exception>
    public static DefaultAuthentication Create(AuthenticationOptions options, IObjectReader reader, WebhookClients clients, TimeProvider time)
    {
        var accounts = options.ServiceAccounts;
        var keys = new ServiceAccountKeys(accounts);
        var tokens = new TokenAuthenticatorUnion(Tokens(options, keys, reader, clients, time));
        var members = new List<IAuthenticator>();
        if (options.RequestHeader is not null)
            members.Add(new RequestHeaderAuthenticator(options.RequestHeader, time));
        if (options.ClientAuthorities.Count > 0)
            members.Add(new ClientCertificateAuthenticator(new ClientCertificateVerifier(options.ClientAuthorities, time)));
        members.Add(new BearerTokenAuthenticator(tokens, accounts.EffectiveAudiences));
        var issuer = new ServiceAccountTokenIssuer(accounts, keys, time);
        return new DefaultAuthentication(new AuthenticatorChain(members, () => options.Configuration?.Current.Anonymous ?? options.Anonymous), keys, accounts)
        {
            Resources =
            [
                new TokenReviewResource(tokens, accounts.EffectiveAudiences),
                new SelfSubjectReviewResource(time),
                new TokenRequestResource(accounts, issuer, reader, time),
            ],
        };
    }

    private static List<ITokenAuthenticator> Tokens(
        AuthenticationOptions options, ServiceAccountKeys keys, IObjectReader reader, WebhookClients clients, TimeProvider time)
    {
        var audiences = options.ServiceAccounts.EffectiveAudiences;
        var tokens = new List<ITokenAuthenticator>();
        if (options.TokenFile is not null)
        {
            using var file = File.OpenText(options.TokenFile);
            tokens.Add(new StaticTokenAuthenticator(file, audiences));
        }

        tokens.Add(new ServiceAccountTokenAuthenticator(options.ServiceAccounts, keys, reader, time));
        tokens.Add(new LegacyTokenAuthenticator(keys, audiences, reader, time));
        if (options.BootstrapTokens)
            tokens.Add(new BootstrapTokenAuthenticator(audiences, reader, time));
        if (options.Configuration is not null)
            tokens.Add(new ConfiguredIssuers(options.Configuration, audiences, clients, time));
        if (options.TokenWebhook is not null)
            tokens.Add(new WebhookTokenAuthenticator(options.TokenWebhook, clients, time));
        return tokens;
    }
}

using Tiphys.ApiServer;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.Impersonation;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.Host.Configuration;
using Tiphys.Host.Pki;

namespace Tiphys.Host.Server;

/// <summary>Puts together who may come in and what may be written on this cluster.</summary>
internal sealed class SecurityComposition(ClusterOptions options, ClusterPki pki)
{
    /// <summary>Work of the security parts that goes on as long as the server lives; there once <see cref="Make"/> has been called.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Background { get; private set; } = [];

    public ServerSecurity Make(ServerServices services)
    {
        var authentication = DefaultAuthentication.Create(MakeAuthenticationOptions(), services.Reader, services.Time);
        var authorization = DefaultAuthorization.Create(new AuthorizationOptions(), services.Reader, services.Writer);
        Background = [token => authorization.Aggregation.RunAsync(services.Time, token)];
        return new ServerSecurity
        {
            Authenticators = [authentication.Requests],
            Authorizers = [authorization.Requests],
            Admission = [authorization.Escalation],
            Filters = [new ImpersonationFilter(new Impersonator(services.Authorizer))],
            VirtualResources = [.. authentication.Resources, .. authorization.Resources],
            Paths = new Dictionary<string, IRequestHandler>
            {
                ["/.well-known/openid-configuration"] = new FixedDocumentHandler("application/json", authentication.Discovery.Configuration),
                ["/openid/v1/jwks"] = new FixedDocumentHandler("application/jwk-set+json", authentication.Discovery.KeySet),
            },
            StartSteps = [authorization.Roles.RunAsync],
        };
    }

    private AuthenticationOptions MakeAuthenticationOptions() => new()
    {
        ClientAuthorities = [pki.Authority.Certificate],
        RequestHeader = new() { Authorities = [pki.FrontProxyAuthority.Certificate] },
        ServiceAccounts = new()
        {
            Issuer = $"https://kubernetes.default.svc.{options.ClusterDomain}",
            SigningKeyPem = File.ReadAllText(pki.ServiceAccountKeyPath),
        },
    };
}

using Tiphys.ApiServer;
using Tiphys.ApiServer.Authentication;
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
        var security = DefaultSecurity.Create(new SecurityOptions { Authentication = MakeAuthenticationOptions() }, services);
        // Here it is watched over like every other component, with log and restart.
        Background = security.Background;
        return security with { Background = [] };
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

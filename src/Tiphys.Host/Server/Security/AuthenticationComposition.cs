using System.Security.Cryptography.X509Certificates;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.Oidc;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Outbound;
using Tiphys.Host.Configuration;
using Tiphys.Host.Pki;
using static Tiphys.Host.Configuration.ApiServerSettings;

namespace Tiphys.Host.Server.Security;

/// <summary>Which ways to prove who one is are open on this cluster.</summary>
internal sealed class AuthenticationComposition(ClusterOptions options, ClusterPki pki)
{
    private readonly ServerSettings _settings = options.Server;

    /// <summary>The file behind <c>--authentication-config</c>; there once <see cref="Make"/> has been called, null if none is named.</summary>
    public ReloadedFile<AuthenticationConfiguration>? File { get; private set; }

    public AuthenticationOptions Make() => new()
    {
        ClientAuthorities = [pki.Authority.Certificate, .. Authorities(ClientCaFile)],
        RequestHeader = new()
        {
            Authorities = [pki.FrontProxyAuthority.Certificate, .. Authorities(RequestHeaderClientCa)],
            AllowedNames = _settings.List(RequestHeaderAllowedNames),
            UserHeaders = _settings.List(RequestHeaderUsernames),
            UidHeaders = _settings.List(RequestHeaderUids),
            GroupHeaders = _settings.List(RequestHeaderGroups),
            ExtraHeaderPrefixes = _settings.List(RequestHeaderExtras),
        },
        ServiceAccounts = MakeServiceAccounts(),
        TokenFile = _settings.ReadablePath(TokenAuthFile),
        Anonymous = _settings.Flag(AnonymousAuth) switch { true => AnonymousPolicy.Everywhere, false => AnonymousPolicy.Nowhere, null => AnonymousPolicy.HealthOnly },
        Configuration = MakeConfiguration(),
        TokenWebhook = _settings.File(TokenWebhook, KubeconfigTarget.Read),
    };

    private Reloadable<AuthenticationConfiguration>? MakeConfiguration()
    {
        File = _settings.File(AuthenticationConfig, path => new ReloadedFile<AuthenticationConfiguration>(path, bytes => AuthenticationConfiguration.Parse(bytes)));
        var flags = OidcFlags.Read(_settings);
        if (File is not null && flags is not null)
            throw ServerSettings.Wrong(OidcIssuerUrl, $"cannot be given together with {AuthenticationConfig.Name}");
        return File?.Value ?? (flags is null ? null : new(flags));
    }

    private ServiceAccountTokenOptions MakeServiceAccounts()
    {
        var issuers = _settings.List(ServiceAccountIssuer);
        var longest = _settings.Duration(ServiceAccountMaxExpiration);
        if (longest > TimeSpan.Zero && longest < TimeSpan.FromHours(1))
            throw ServerSettings.Wrong(ServiceAccountMaxExpiration, "less than an hour is too short for tokens of pods");
        return new()
        {
            Issuer = issuers.Count > 0 ? issuers[0] : $"https://kubernetes.default.svc.{options.ClusterDomain}",
            FurtherIssuers = [.. issuers.Skip(1)],
            ApiAudiences = _settings.List(ApiAudiences),
            SigningKeyPem = System.IO.File.ReadAllText(pki.ServiceAccountKeyPath),
            FurtherKeysPem = _settings.Files(ServiceAccountKeyFile, System.IO.File.ReadAllText),
            MaxExpiration = longest,
        };
    }

    private X509Certificate2Collection Authorities(Setting setting) => _settings.File(setting, path =>
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(path);
        return found.Count > 0 ? found : throw new FormatException("there is no certificate in it");
    }) ?? [];
}

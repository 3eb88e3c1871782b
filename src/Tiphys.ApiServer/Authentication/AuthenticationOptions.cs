using System.Security.Cryptography.X509Certificates;
using Tiphys.ApiServer.Authentication.Oidc;
using Tiphys.ApiServer.Authentication.RequestHeaders;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Outbound;

namespace Tiphys.ApiServer.Authentication;

/// <summary>Which ways to prove who one is are open, and with what keys.</summary>
public sealed record AuthenticationOptions
{
    /// <summary>Authorities of client certificates; empty closes that way.</summary>
    public X509Certificate2Collection ClientAuthorities { get; init; } = [];

    /// <summary>Front proxies; null closes that way.</summary>
    public RequestHeaderOptions? RequestHeader { get; init; }

    public required ServiceAccountTokenOptions ServiceAccounts { get; init; }

    /// <summary>Path of the static token file; null for none. Read once at start.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Whether secrets of kube-system let nodes join.</summary>
    public bool BootstrapTokens { get; init; } = true;

    public AnonymousPolicy Anonymous { get; init; } = AnonymousPolicy.HealthOnly;

    /// <summary>OpenID Connect issuers; what it says of anonymous requests overrides <see cref="Anonymous"/>. Null for none. May be replaced while the server runs.</summary>
    public Reloadable<AuthenticationConfiguration>? Configuration { get; init; }

    /// <summary>A service asked about tokens nobody else knows (kube-apiserver's <c>--authentication-token-webhook-config-file</c>); null for none.</summary>
    public WebhookTarget? TokenWebhook { get; init; }
}

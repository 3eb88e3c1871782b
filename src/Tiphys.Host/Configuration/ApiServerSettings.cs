namespace Tiphys.Host.Configuration;

/// <summary>The settings of the API server that kube-apiserver has too, under its names and with its meaning; files are in its formats.</summary>
public static class ApiServerSettings
{
    public static readonly Setting ClientCaFile = new("client-ca-file", null, "authorities of client certificates beside the cluster's own (PEM)");
    public static readonly Setting AnonymousAuth = new("anonymous-auth", null, "true: requests without credentials are system:anonymous everywhere; false: nowhere [default: on health and version only]");
    public static readonly Setting TokenAuthFile = new("token-auth-file", null, "static tokens: lines of token,user,uid,\"groups\"");
    public static readonly Setting AuthenticationConfig = new("authentication-config", null, "AuthenticationConfiguration: OIDC issuers, anonymous requests; read again when it changes");
    public static readonly Setting OidcIssuerUrl = new("oidc-issuer-url", null, "an OIDC issuer, https; instead of --authentication-config");
    public static readonly Setting OidcClientId = new("oidc-client-id", null, "the audience its tokens are for");
    public static readonly Setting OidcCaFile = new("oidc-ca-file", null, "authorities of its certificate (PEM)");
    public static readonly Setting OidcUsernameClaim = new("oidc-username-claim", "sub", "the claim that names the user");
    public static readonly Setting OidcUsernamePrefix = new("oidc-username-prefix", null, "put before users' names, - for nothing [default: ISSUER#, nothing for the claim email]");
    public static readonly Setting OidcGroupsClaim = new("oidc-groups-claim", null, "the claim that names groups");
    public static readonly Setting OidcGroupsPrefix = new("oidc-groups-prefix", "", "put before groups' names");
    public static readonly Setting OidcRequiredClaim = new("oidc-required-claim", "", "key=value that tokens must carry", IsList: true);
    public static readonly Setting OidcSigningAlgs = new("oidc-signing-algs", "RS256", "algorithms its tokens may be signed with: RS256, RS384, RS512, ES256, ES384, ES512, PS256, PS384, PS512", IsList: true);
    public static readonly Setting TokenWebhook = new("authentication-token-webhook-config-file", null, "kubeconfig of a service asked about unknown tokens");
    public static readonly Setting RequestHeaderClientCa = new("requestheader-client-ca-file", null, "authorities of front proxies beside the cluster's own (PEM)");
    public static readonly Setting RequestHeaderAllowedNames = new("requestheader-allowed-names", "front-proxy-client", "common names of front proxies", IsList: true);
    public static readonly Setting RequestHeaderUsernames = new("requestheader-username-headers", "X-Remote-User", "headers that name the user", IsList: true);
    public static readonly Setting RequestHeaderUids = new("requestheader-uid-headers", "X-Remote-Uid", "headers that name the user's uid", IsList: true);
    public static readonly Setting RequestHeaderGroups = new("requestheader-group-headers", "X-Remote-Group", "headers that name groups", IsList: true);
    public static readonly Setting RequestHeaderExtras = new("requestheader-extra-headers-prefix", "X-Remote-Extra-", "how headers with further fields begin", IsList: true);

    public static readonly Setting ServiceAccountIssuer = new("service-account-issuer", null, "issuer of new tokens, then further ones still accepted [default: https://kubernetes.default.svc.DOMAIN]", IsList: true);
    public static readonly Setting ServiceAccountKeyFile = new("service-account-key-file", "", "keys of earlier tokens, still accepted (PEM)", IsList: true);
    public static readonly Setting ApiAudiences = new("api-audiences", "", "what tokens must be meant for [default: the issuer]", IsList: true);
    public static readonly Setting ServiceAccountMaxExpiration = new("service-account-max-token-expiration", "0s", "the longest life of a token, 0s for no bound");

    public static readonly Setting AuthorizationMode = new("authorization-mode", "Node,RBAC", "authorizers in order: Node, RBAC, Webhook, AlwaysAllow, AlwaysDeny", IsList: true);
    public static readonly Setting AuthorizationWebhook = new("authorization-webhook-config-file", null, "kubeconfig of the service behind the mode Webhook");
    public static readonly Setting AuthorizationConfig = new("authorization-config", null, "AuthorizationConfiguration, instead of the two above; read again when it changes");

    public static readonly Setting EnableAdmission = new("enable-admission-plugins", "", "admission plugins to run beside the default ones", IsList: true);
    public static readonly Setting DisableAdmission = new("disable-admission-plugins", "", "admission plugins not to run", IsList: true);
    public static readonly Setting AdmissionConfig = new("admission-control-config-file", null, "AdmissionConfiguration: settings of PodSecurity");

    public static readonly Setting AuditPolicyFile = new("audit-policy-file", null, "audit Policy [default: Metadata of every request, if there is a log or a webhook]");
    public static readonly Setting AuditLogPath = new("audit-log-path", null, "write audit events to this file, as JSON lines; - for standard output");
    public static readonly Setting AuditLogMaxAge = new("audit-log-maxage", "0", "days that full log files are kept, 0 for ever");
    public static readonly Setting AuditLogMaxBackup = new("audit-log-maxbackup", "0", "how many full log files are kept, 0 for all");
    public static readonly Setting AuditLogMaxSize = new("audit-log-maxsize", "100", "MiB after which a log file is full");
    public static readonly Setting AuditWebhookFile = new("audit-webhook-config-file", null, "kubeconfig of a service that is sent audit events");

    public static readonly Setting EtcdServers = new("etcd-servers", "", "etcd endpoints to keep state in instead of the embedded store", IsList: true);
    public static readonly Setting EtcdCaFile = new("etcd-cafile", null, "authorities of etcd's certificates (PEM)");
    public static readonly Setting EtcdCertFile = new("etcd-certfile", null, "our certificate for etcd (PEM)");
    public static readonly Setting EtcdKeyFile = new("etcd-keyfile", null, "its key (PEM)");
    public static readonly Setting EncryptionConfig = new("encryption-provider-config", null, "EncryptionConfiguration: what lies encrypted (aesgcm, identity); stored values follow it after a start");

    public static readonly Setting MaxInflight = new("max-requests-inflight", "400", "requests that read, worked on at once");
    public static readonly Setting MaxMutatingInflight = new("max-mutating-requests-inflight", "200", "requests that write, worked on at once; fairness shares out the sum of both");

    public static readonly Setting RequestTimeout = new("request-timeout", "1m0s", "how long a request may take that is no watch and no stream");
    public static readonly Setting MinRequestTimeout = new("min-request-timeout", "1800", "seconds that a watch lasts at least if it does not say how long");

    public static readonly Setting RuntimeConfiguration = new("runtime-config", "", "APIs to turn on or off: api/all, api/ga, api/beta, GROUP/VERSION, GROUP/VERSION/RESOURCE, each =true or =false", IsList: true);

    public static readonly Setting TlsCertFile = new("tls-cert-file", null, "the API server's certificate and its chain (PEM) [default: one of the cluster's own authority]");
    public static readonly Setting TlsKeyFile = new("tls-private-key-file", null, "its key (PEM)");
    public static readonly Setting TlsMinVersion = new("tls-min-version", "VersionTLS12", "oldest TLS that clients may speak: VersionTLS12 or VersionTLS13");

    public static readonly IReadOnlyList<SettingGroup> Groups =
    [
        new("Authentication",
        [
            ClientCaFile, AnonymousAuth, TokenAuthFile, AuthenticationConfig, OidcIssuerUrl, OidcClientId, OidcCaFile, OidcUsernameClaim, OidcUsernamePrefix, OidcGroupsClaim,
            OidcGroupsPrefix, OidcRequiredClaim, OidcSigningAlgs, TokenWebhook, RequestHeaderClientCa, RequestHeaderAllowedNames, RequestHeaderUsernames, RequestHeaderUids, RequestHeaderGroups,
            RequestHeaderExtras,
        ]),
        new("Service-account tokens", [ServiceAccountIssuer, ServiceAccountKeyFile, ApiAudiences, ServiceAccountMaxExpiration]),
        new("Authorization and admission", [AuthorizationMode, AuthorizationWebhook, AuthorizationConfig, EnableAdmission, DisableAdmission, AdmissionConfig]),
        new("Audit", [AuditPolicyFile, AuditLogPath, AuditLogMaxAge, AuditLogMaxBackup, AuditLogMaxSize, AuditWebhookFile]),
        new("Store", [EtcdServers, EtcdCaFile, EtcdCertFile, EtcdKeyFile, EncryptionConfig]),
        new("Load", [MaxInflight, MaxMutatingInflight, RequestTimeout, MinRequestTimeout]),
        new("APIs", [RuntimeConfiguration]),
        new("TLS", [TlsCertFile, TlsKeyFile, TlsMinVersion]),
    ];
}

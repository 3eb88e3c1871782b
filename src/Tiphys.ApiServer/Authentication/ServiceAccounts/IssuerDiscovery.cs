using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>The documents by which others verify this cluster's service-account tokens (OpenID Connect Discovery 1.0, RFC 7517).</summary>
public sealed class IssuerDiscovery
{
    internal const string KeySetPath = "/openid/v1/jwks";

    internal IssuerDiscovery(ServiceAccountTokenOptions options, ServiceAccountKeys keys)
    {
        var algorithms = keys.All.Select(key => key.Algorithm).Distinct().Order(StringComparer.Ordinal);
        Configuration = new DocObject
        {
            { "issuer", options.Issuer },
            { "jwks_uri", options.KeySetUri ?? options.Issuer.TrimEnd('/') + KeySetPath },
            { "response_types_supported", new DocArray(["id_token"]) },
            { "subject_types_supported", new DocArray(["public"]) },
            { "id_token_signing_alg_values_supported", new DocArray(algorithms.Select(name => (DocNode)name)) },
        }.ToUtf8();
        KeySet = new DocObject { { "keys", new DocArray(keys.All.Select(key => key.ToJwk())) } }.ToUtf8();
    }

    /// <summary>For <c>GET /.well-known/openid-configuration</c>, <c>application/json</c>.</summary>
    public ReadOnlyMemory<byte> Configuration { get; }

    /// <summary>For <c>GET /openid/v1/jwks</c>, <c>application/jwk-set+json</c>.</summary>
    public ReadOnlyMemory<byte> KeySet { get; }
}

using System.Security.Cryptography.X509Certificates;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>How the server proves itself to aggregated servers, which then believe what it says about users (request header authentication).</summary>
public sealed record AggregationOptions
{
    /// <summary>Signed by the request-header authority that ConfigMap <c>kube-system/extension-apiserver-authentication</c> names; null: aggregated servers see anonymous users.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>PEM of the authority of <see cref="ClientCertificate"/>, published for aggregated servers.</summary>
    public string RequestHeaderAuthority { get; init; } = "";

    /// <summary>PEM of the authority of users' client certificates, published for aggregated servers.</summary>
    public string ClientAuthority { get; init; } = "";

    /// <summary>Common names that aggregated servers are to believe.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = ["front-proxy-client"];

    /// <summary>How often aggregated servers are asked whether they live. Default 10 seconds.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An aggregated server must answer a check within this. Default 5 seconds.</summary>
    public TimeSpan CheckTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

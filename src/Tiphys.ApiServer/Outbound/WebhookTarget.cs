using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Outbound;

/// <summary>Where a webhook listens: a URL, or a Service of the cluster, which is found by its endpoints when a connection is made (WebhookClientConfig).</summary>
/// <param name="Url">https; for a service with the host <c>NAME.NAMESPACE.svc</c>, which is also the name its certificate must carry.</param>
/// <param name="Service">Namespace, name and port of the service; null for a plain URL.</param>
/// <param name="CaBundle">PEM; empty: the system's authorities.</param>
public sealed record WebhookTarget(Uri Url, ServiceAddress? Service, string CaBundle)
{
    private const int DefaultPort = 443;

    /// <summary>Sent with each call; empty for none.</summary>
    public string BearerToken { get; init; } = "";

    /// <summary>The certificate and key the server proves itself with, PEM; empty for none.</summary>
    public string ClientCertificatePem { get; init; } = "";

    public string ClientKeyPem { get; init; } = "";

    /// <summary>Says where, not how: what proves the server's identity stays out of logs.</summary>
    public override string ToString() => Url.GetLeftPart(UriPartial.Path);

    /// <summary>Reads a clientConfig.</summary>
    /// <exception cref="FormatException">It names neither a service nor an https URL.</exception>
    public static WebhookTarget Read(DocObject clientConfig)
    {
        var bundle = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(clientConfig.StringAt("caBundle")));
        if (clientConfig.GetObject("service") is { } service)
        {
            var address = new ServiceAddress(service.StringAt("namespace"), service.StringAt("name"), (int)(service.GetInt64("port") ?? DefaultPort));
            var url = new UriBuilder("https", address.Host, address.Port, service.StringAt("path")).Uri;
            return new(url, address, bundle);
        }

        if (!Uri.TryCreate(clientConfig.StringAt("url"), UriKind.Absolute, out var plain) || plain.Scheme != Uri.UriSchemeHttps)
            throw new FormatException("a webhook's URL must be https");
        return new(plain, null, bundle);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>
/// Connections to aggregated servers: found by their service's endpoints, verified against the APIService's authority, shown the front proxy's certificate. Redirects are
/// answers, not orders (CVE-2022-3172).
/// </summary>
internal sealed class AggregatedClients(AggregationOptions options, IObjectReader reader) : IDisposable
{
    private readonly ServiceDialer _dialer = new(reader);
    private readonly ConcurrentDictionary<(ServiceAddress Service, string CaBundle, bool SkipVerify), HttpMessageInvoker> _clients = new();

    public HttpMessageInvoker ClientOf(AggregatedService service) =>
        _clients.GetOrAdd((service.Service, service.CaBundle, service.SkipVerify), Make);

    /// <summary>A connection for an upgrade.</summary>
    public async ValueTask<Stream> ConnectAsync(AggregatedService service, CancellationToken cancellationToken)
    {
        var plain = await _dialer.ConnectAsync(service.Service, cancellationToken).ConfigureAwait(false);
        var secured = new SslStream(plain);
        try
        {
            await secured.AuthenticateAsClientAsync(Tls(service.Service, service.CaBundle, service.SkipVerify), cancellationToken).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private HttpMessageInvoker Make((ServiceAddress Service, string CaBundle, bool SkipVerify) key) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        PlaintextStreamFilter = static (context, _) => new(new HeaderLineStream(context.PlaintextStream)),
        SslOptions = Tls(key.Service, key.CaBundle, key.SkipVerify),
        ConnectCallback = async (_, token) => await _dialer.ConnectAsync(key.Service, token).ConfigureAwait(false),
    });

    private SslClientAuthenticationOptions Tls(ServiceAddress service, string caBundle, bool skipVerify)
    {
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = service.Host,
            ClientCertificates = options.ClientCertificate is null ? [] : [options.ClientCertificate],
        };
        if (skipVerify)
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        else if (caBundle.Length > 0)
            tls.CertificateChainPolicy = Trusting(caBundle);
        return tls;
    }

    private static X509ChainPolicy Trusting(string caBundle)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.ImportFromPem(caBundle);
        return policy;
    }
}

using System.Security.Cryptography.X509Certificates;
using Tiphys.Client;
using Tiphys.Client.Http;
using Tiphys.Client.Transport;
using Tiphys.Host.Configuration;

namespace Tiphys.Host.Lifecycle;

/// <summary>How a verb talks to the cluster of this machine: as its administrator, over HTTPS.</summary>
internal static class ClusterConnection
{
    /// <summary>A client with the kubeconfig the server wrote; null while there is none.</summary>
    public static KubeClient? TryOpen(ClusterOptions options) => TryOpenTransport(options) is { } transport ? new KubeClient(transport, "tiphys") : null;

    /// <summary>True when every readiness check of the server passes.</summary>
    public static async Task<bool> IsReadyAsync(KubeClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.SendAsync(new ApiRequest("GET", "/readyz"), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is ApiUnreachableException or Api.Errors.ApiException)
        {
            return false;
        }
    }

    private static HttpTransport? TryOpenTransport(ClusterOptions options)
    {
        var ca = Path.Combine(options.PkiDir, "ca.crt");
        var certificate = Path.Combine(options.PkiDir, "admin.crt");
        var key = Path.Combine(options.PkiDir, "admin.key");
        if (!File.Exists(ca) || !File.Exists(certificate) || !File.Exists(key))
            return null;
        return new HttpTransport(new HttpTransportOptions
        {
            Server = new Uri(options.ApiUrl),
            TrustedRoots = [X509CertificateLoader.LoadCertificateFromFile(ca)],
            ClientCertificate = X509Certificate2.CreateFromPemFile(certificate, key),
        }, TimeProvider.System);
    }
}

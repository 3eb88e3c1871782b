using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Subresources.Nodes;

/// <summary>Opens connections to node agents and to proxied targets: guarded, TLS where asked, never through a system proxy.</summary>
internal sealed class NodeConnector(NodeAgentOptions options, TargetGuard guard)
{
    /// <summary>A TLS connection to a node agent, with the server's own certificate.</summary>
    public async ValueTask<Stream> ConnectAgentAsync(NodeEndpoint agent, CancellationToken cancellationToken) =>
        await ConnectAsync(agent.Host, agent.Port, AgentTls(agent.Host), cancellationToken).ConfigureAwait(false);

    /// <param name="tls">Null for a plain connection.</param>
    public async ValueTask<Stream> ConnectAsync(string host, int port, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken)
    {
        var socket = await guard.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (tls is null)
            return plain;
        var secured = new SslStream(plain);
        try
        {
            await secured.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            return secured;
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or IOException)
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw new ApiException(503, StatusReason.ServiceUnavailable, $"error trying to reach service: tls: {e.Message}");
        }
    }

    /// <summary>A client for requests that are no upgrades. Redirects are answers like others: following one would carry the server's identity away (CVE-2022-3172).</summary>
    /// <param name="tls">Used for https targets.</param>
    public HttpMessageInvoker MakeClient(Func<string, SslClientAuthenticationOptions> tls) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = async (context, token) =>
        {
            var uri = context.InitialRequestMessage.RequestUri!;
            var options = uri.Scheme == Uri.UriSchemeHttps ? tls(uri.Host) : null;
            return await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, options, token).ConfigureAwait(false);
        },
    });

    public SslClientAuthenticationOptions AgentTls(string host) => new()
    {
        TargetHost = host,
        ClientCertificates = options.ClientCertificate is null ? [] : [options.ClientCertificate],
        CertificateChainPolicy = options.TrustedRoots.Count == 0 ? null : Policy(),
        RemoteCertificateValidationCallback = options.TrustedRoots.Count == 0 ? (_, _, _, _) => true : null,
    };

    /// <summary>For proxied targets: their certificates are their own affair, and they learn nothing of the server.</summary>
    public static SslClientAuthenticationOptions AnyTls(string host) => new()
    {
        TargetHost = host,
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(options.TrustedRoots);
        return policy;
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Tiphys.Primitives.Sockets;

namespace Tiphys.Node.Server;

/// <summary>The node agent's HTTPS server: what the API server, metrics collectors and administrators ask a node directly.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly IServer _server;

    private NodeServer(WebApplication host)
    {
        _host = host;
        _server = host.Services.GetRequiredService<IServer>();
    }

    /// <summary>The port that was taken.</summary>
    public int Port => new Uri(_server.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <exception cref="IOException">An address is in use.</exception>
    public static async Task<NodeServer> StartAsync(NodeServerOptions options, NodeRequestHandler handler, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = Bind)
            .UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, options));
        var server = new NodeServer(builder.Build());
        try
        {
            await server._server.StartAsync(new NodeHttpApplication(handler), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await server._host.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
    }

    private static Socket Bind(EndPoint endpoint) =>
        FreeBindSocket.TryBind(endpoint) ?? SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);

    private static void Configure(KestrelServerOptions kestrel, NodeServerOptions options)
    {
        kestrel.AddServerHeader = false;
        // A stream lasts as long as its user wants, and says nothing for as long.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        var certificate = SslStreamCertificateContext.Create(options.Certificate, null, offline: true);
        foreach (var endpoint in options.Endpoints)
            kestrel.Listen(endpoint, listen => Configure(listen, certificate));
    }

    private static void Configure(ListenOptions listen, SslStreamCertificateContext certificate)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => new(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate,
                ClientCertificateRequired = true,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                // What the certificate proves is for the authentication to say; a caller with a token brings none.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            }),
        });
    }
}

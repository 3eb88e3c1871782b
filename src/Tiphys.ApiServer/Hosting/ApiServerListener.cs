using System.Net.Security;
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

namespace Tiphys.ApiServer.Hosting;

/// <summary>Kestrel in front of a <see cref="KubeApiServer"/>: HTTP/1.1 and HTTP/2 over TLS, client certificates asked for and not demanded.</summary>
public sealed class ApiServerListener : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly IServer _server;

    private ApiServerListener(WebApplication host)
    {
        _host = host;
        _server = host.Services.GetRequiredService<IServer>();
    }

    /// <summary>The addresses that are listened on, with the ports that were taken: <c>https://127.0.0.1:6443</c>.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];

    /// <summary>Begins to listen; requests are answered when it returns.</summary>
    /// <exception cref="IOException">An address is in use or not ours.</exception>
    public static async Task<ApiServerListener> StartAsync(KubeApiServer server, ListenerOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseSockets(Configure).UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, options));
        var listener = new ApiServerListener(builder.Build());
        try
        {
            await listener._server.StartAsync(new ApiHttpApplication(server), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await listener._host.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return listener;
    }

    /// <summary>Stops taking connections and waits for requests in flight until the token says otherwise.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
    }

    private static void Configure(SocketTransportOptions sockets)
    {
        sockets.CreateBoundListenSocket = endpoint => FreeBindSocket.TryBind(endpoint) ?? SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);

        // A request is read, decrypted, answered and sent on one thread of the pool instead of three; no handler blocks.
        sockets.UnsafePreferInlineScheduling = true;
    }

    private static void Configure(KestrelServerOptions kestrel, ListenerOptions options)
    {
        var limits = options.Limits;
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = limits.MaxHeaderCount;
        kestrel.Limits.MaxRequestLineSize = limits.MaxRequestLineBytes;
        kestrel.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.KeepAliveTimeout;
        kestrel.Limits.Http2.MaxStreamsPerConnection = limits.MaxStreamsPerConnection;
        kestrel.Limits.Http2.KeepAlivePingDelay = limits.PingInterval;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 1 << 20;
        kestrel.Limits.Http2.InitialStreamWindowSize = 256 << 10;

        // Bodies are bounded where they are read, and a proxied stream has no bound; slow readers are held back by the pipe, not cut off.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        foreach (var endpoint in options.Endpoints)
            kestrel.Listen(endpoint, listen => Configure(listen, options));
    }

    private static void Configure(ListenOptions listen, ListenerOptions options)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        if (options.Certificate is not { } certificate)
            return;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = options.Limits.HandshakeTimeout,
            OnConnection = _ => new(TlsFor(certificate(), options.Protocols)),
        });
    }

    private static SslServerAuthenticationOptions TlsFor(SslStreamCertificateContext certificate, SslProtocols protocols) => new()
    {
        ServerCertificateContext = certificate,
        ClientCertificateRequired = true,
        EnabledSslProtocols = protocols,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,

        // Whether the certificate proves anything is for the authenticators to say: to the handshake none and any will do.
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };
}

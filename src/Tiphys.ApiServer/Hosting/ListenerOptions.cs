using System.Net;
using System.Net.Security;
using System.Security.Authentication;

namespace Tiphys.ApiServer.Hosting;

/// <summary>Where the server listens and with which certificate.</summary>
public sealed record ListenerOptions
{
    /// <summary>Addresses and ports; port 0 takes a free one.</summary>
    public required IReadOnlyList<IPEndPoint> Endpoints { get; init; }

    /// <summary>The serving certificate with its key, asked for at every handshake so that a renewed one is used at once; null serves plain HTTP. Its trust, if it
    /// has one, tells clients which authorities their certificates may come from; verification is the authenticators' business.</summary>
    public Func<SslStreamCertificateContext>? Certificate { get; init; }

    /// <summary>The versions of TLS that are spoken. Default 1.2 and 1.3.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    public ListenerLimits Limits { get; init; } = new();
}

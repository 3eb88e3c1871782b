using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Tiphys.Node.Server;

/// <summary>Settings of the node agent's HTTPS server.</summary>
public sealed record NodeServerOptions
{
    /// <summary>Where to listen. Port 0 takes a free one.</summary>
    public required IReadOnlyList<IPEndPoint> Endpoints { get; init; }

    /// <summary>The serving certificate with its key; it should name the addresses the API server reaches this node by.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Who may have signed a client's certificate.</summary>
    public required X509Certificate2Collection ClientAuthorities { get; init; }
}

using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Tiphys.ApiServer.Subresources.Nodes;

/// <summary>How the server reaches node agents, for logs, streams and proxying.</summary>
public sealed record NodeAgentOptions
{
    /// <summary>What the server shows agents to prove who it is; null shows nothing.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Authorities of agents' serving certificates; empty trusts any certificate, as upstream does without a configured authority.</summary>
    public X509Certificate2Collection TrustedRoots { get; init; } = [];

    /// <summary>Which of a node's addresses is used, in order of preference.</summary>
    public IReadOnlyList<string> AddressTypes { get; init; } = ["InternalIP", "Hostname", "InternalDNS", "ExternalIP", "ExternalDNS"];

    /// <summary>Agents whose place is known otherwise than from their Node's status, by node name: one in this process is reached where it listens.</summary>
    public IReadOnlyDictionary<string, IPEndPoint> Known { get; init; } = new Dictionary<string, IPEndPoint>();

    /// <summary>
    /// Lets nodes, pods and services stand on loopback and link-local addresses. Off by default: an object could otherwise point the server at itself or
    /// at a cloud's metadata service.
    /// </summary>
    public bool AllowLocalTargets { get; init; }

    /// <summary>A connection must stand within this. Default 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

using System.Net;

namespace Tiphys.Host.Pki;

/// <summary>What a certificate is to say.</summary>
/// <param name="FileName">Names <c>FILE.crt</c> and <c>FILE.key</c>.</param>
/// <param name="CommonName">For clients the user's name.</param>
public sealed record CertificateRequestSpec(string FileName, string CommonName)
{
    /// <summary>For clients the user's groups.</summary>
    public IReadOnlyList<string> Organizations { get; init; } = [];

    public IReadOnlyList<string> DnsNames { get; init; } = [];

    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>Usable by a server; every certificate is usable by a client.</summary>
    public bool IsServer { get; init; }
}

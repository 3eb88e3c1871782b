using System.Security.Cryptography.X509Certificates;

namespace Tiphys.Client.Http;

/// <summary>Where an API server is and how to prove who we are.</summary>
public sealed record HttpTransportOptions
{
    /// <summary>The server: <c>https://127.0.0.1:6443</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>The certificates that may have signed the server's; empty for the machine's own trust.</summary>
    public X509Certificate2Collection TrustedRoots { get; init; } = [];

    /// <summary>Trust any server. For tests against throw-away servers only.</summary>
    public bool InsecureSkipVerify { get; init; }

    /// <summary>The client certificate with its key; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>A bearer token; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>A file whose content is the token, read again every minute since tokens are renewed in place; null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The name the server's certificate is checked for, if not the host of <see cref="Server"/>.</summary>
    public string? TlsServerName { get; init; }

    public string UserAgent { get; init; } = "tiphys";

    /// <summary>How often an answer of 429 with Retry-After is tried again before it is handed to the caller. Default 8.</summary>
    public int MostRetries { get; init; } = 8;
}

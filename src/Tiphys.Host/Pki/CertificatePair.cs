using System.Security.Cryptography.X509Certificates;

namespace Tiphys.Host.Pki;

/// <summary>A certificate with its private key, and the files both stand in as PEM.</summary>
public sealed record CertificatePair(X509Certificate2 Certificate, string CertificatePath, string KeyPath);

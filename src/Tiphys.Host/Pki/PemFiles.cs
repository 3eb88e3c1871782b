using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tiphys.Host.Pki;

/// <summary>A certificate and its key as two PEM files: directory 0700, key 0600, both replaced atomically.</summary>
internal sealed class PemFiles(string directory, string name)
{
    public string CertificatePath { get; } = Path.Combine(directory, name + ".crt");

    public string KeyPath { get; } = Path.Combine(directory, name + ".key");

    /// <summary>The pair on disk; null if either file is missing.</summary>
    public X509Certificate2? Load() =>
        File.Exists(CertificatePath) && File.Exists(KeyPath) ? X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath) : null;

    public X509Certificate2 Save(X509Certificate2 certificate, ECDsa key)
    {
        SecureFile.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        SecureFile.WriteAllText(CertificatePath, certificate.ExportCertificatePem() + "\n");
        return X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
    }
}

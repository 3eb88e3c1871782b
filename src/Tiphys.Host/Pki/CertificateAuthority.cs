using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tiphys.Host.Pki;

/// <summary>A certificate authority of one cluster. Its own certificate lasts ten years, those it issues one year.</summary>
public sealed class CertificateAuthority(CertificatePair pair, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan IssuedLifetime = TimeSpan.FromDays(365);

    /// <summary>What certificates are dated back, for clocks that differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>A certificate with less than this left is issued anew at the next start.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(90);

    public X509Certificate2 Certificate => pair.Certificate;

    public string CertificatePath => pair.CertificatePath;

    public string KeyPath => pair.KeyPath;

    /// <summary>Opens the authority in a directory, making it on first use.</summary>
    public static CertificateAuthority Open(string directory, string fileName, string commonName, TimeProvider time)
    {
        var files = new PemFiles(directory, fileName);
        var certificate = files.Load();
        if (certificate is null)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            var now = time.GetUtcNow();
            certificate = files.Save(request.CreateSelfSigned(now - ClockSkew, now + Lifetime), key);
        }

        return new(new(certificate, files.CertificatePath, files.KeyPath), time);
    }

    /// <summary>The certificate the request describes: the one on disk if it still says the same and lasts, else a new one.</summary>
    public CertificatePair Issue(string directory, CertificateRequestSpec spec)
    {
        var files = new PemFiles(directory, spec.FileName);
        var extensions = Names(spec);
        if (files.Load() is { } found && IsCurrent(found, extensions))
            return new(found, files.CertificatePath, files.KeyPath);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(spec), key, HashAlgorithmName.SHA256);
        var usages = new OidCollection { new Oid("1.3.6.1.5.5.7.3.2") };
        if (spec.IsServer)
            usages.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(pair.Certificate, true, false));
        if (extensions is not null)
            request.CertificateExtensions.Add(extensions);
        var now = time.GetUtcNow();
        var signed = request.Create(pair.Certificate, now - ClockSkew, now + IssuedLifetime, RandomNumberGenerator.GetBytes(16));
        return new(files.Save(signed.CopyWithPrivateKey(key), key), files.CertificatePath, files.KeyPath);
    }

    private bool IsCurrent(X509Certificate2 found, X509Extension? names) =>
        found.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime > RenewBefore
        && found.IssuerName.RawData.AsSpan().SequenceEqual(pair.Certificate.SubjectName.RawData)
        && found.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault()?.RawData.AsSpan().SequenceEqual(names?.RawData) != false;

    private static X500DistinguishedName Subject(CertificateRequestSpec spec)
    {
        var builder = new X500DistinguishedNameBuilder();
        foreach (var organization in spec.Organizations)
            builder.AddOrganizationName(organization);
        builder.AddCommonName(spec.CommonName);
        return builder.Build();
    }

    private static X509Extension? Names(CertificateRequestSpec spec)
    {
        if (spec.DnsNames.Count + spec.Addresses.Count == 0)
            return null;
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in spec.DnsNames)
            builder.AddDnsName(name);
        foreach (var address in spec.Addresses)
            builder.AddIpAddress(address);
        return builder.Build();
    }
}

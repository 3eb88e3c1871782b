using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tiphys.Node.Tests.Pods;

/// <summary>An authority with one serving and one client certificate, for one test run.</summary>
internal sealed class TestCertificates
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddHours(-1);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestCertificates()
    {
        var request = new CertificateRequest("CN=test-ca", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Authority = request.CreateSelfSigned(From, From.AddDays(1));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        Serving = Issue("CN=system:node:test,O=system:nodes", "1.3.6.1.5.5.7.3.1", names.Build());
        Client = Issue("CN=apiserver,O=system:masters", "1.3.6.1.5.5.7.3.2", null);
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Serving { get; }

    /// <summary>An administrator's.</summary>
    public X509Certificate2 Client { get; }

    private X509Certificate2 Issue(string subject, string usage, X509Extension? names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (names is not null)
            request.CertificateExtensions.Add(names);
        var certificate = request.Create(Authority.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), From, From.AddHours(20), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}

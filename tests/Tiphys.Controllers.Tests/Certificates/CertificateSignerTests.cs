using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;
using Tiphys.Controllers.Certificates;

namespace Tiphys.Controllers.Tests.Certificates;

public sealed class CertificateSignerTests
{
    private static readonly DateTimeOffset Now = new(Make.Now);

    [Fact]
    public void Sign_KubeletClient_GivesTheSubjectAndUsages()
    {
        var signed = Sign(CertificateSigner.KubeletClient, "CN=system:node:n, O=system:nodes", ["digital signature", "client auth"]);

        Assert.Equal("system:node:n", signed.GetNameInfo(X509NameType.SimpleName, false));
        Assert.False(signed.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal("1.3.6.1.5.5.7.3.2", signed.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
    }

    [Theory]
    [InlineData(CertificateSigner.ApiClient, "CN=x, O=system:masters")]
    [InlineData(CertificateSigner.KubeletClient, "CN=admin, O=system:nodes")]
    [InlineData(CertificateSigner.KubeletServing, "CN=system:node:n, O=system:nodes")]
    public void Sign_WhatTheSignerDoesNotGive_IsRefused(string signer, string subject) =>
        Assert.Throws<CertificateRequestException>(() => Sign(signer, subject, ["client auth"]));

    [Fact]
    public void Load_NotARequest_IsRefused() => Assert.Throws<CertificateRequestException>(() => CertificateSigner.Load(Encoding.UTF8.GetBytes("nonsense")));

    private static X509Certificate2 Sign(string signer, string subject, string[] usages)
    {
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ca = new CertificateRequest("CN=ca", caKey, HashAlgorithmName.SHA256);
        ca.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = ca.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(10));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var csr = new V1CertificateSigningRequest
        {
            Metadata = new() { Name = "c" },
            Spec = new() { SignerName = signer, Request = Encoding.UTF8.GetBytes(request), Usages = usages },
        };
        var pem = new CertificateSigner(certificate.ExportCertificatePem(), caKey.ExportPkcs8PrivateKeyPem()).Sign(csr, Now);
        return X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(pem));
    }
}

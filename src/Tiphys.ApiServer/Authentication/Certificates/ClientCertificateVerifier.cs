using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tiphys.ApiServer.Authentication.Certificates;

/// <summary>Decides whether a certificate was issued for clients by one of the given authorities and is in its time.</summary>
internal sealed class ClientCertificateVerifier(X509Certificate2Collection authorities, TimeProvider time)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly object Trusted = new();
    private readonly ConditionalWeakTable<X509Certificate2, object> _verified = [];

    public bool Verify(X509Certificate2 certificate, out string failure)
    {
        failure = "";
        var now = time.GetUtcNow();
        if (now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime())
        {
            failure = "x509: certificate has expired or is not yet valid";
            return false;
        }

        if (_verified.TryGetValue(certificate, out _))
            return true;
        using var chain = new X509Chain { ChainPolicy = Policy(now) };
        var holds = chain.Build(certificate);
        foreach (var element in chain.ChainElements)
            element.Certificate.Dispose();
        if (!holds)
        {
            failure = "x509: certificate signed by unknown authority or not for client authentication";
            return false;
        }

        _verified.AddOrUpdate(certificate, Trusted);
        return true;
    }

    private X509ChainPolicy Policy(DateTimeOffset now)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return policy;
    }
}

using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tiphys.ApiServer.Authentication.Certificates;

/// <summary>Decides whether a certificate was issued for clients by one of the given authorities and is in its time.</summary>
internal sealed class ClientCertificateVerifier(X509Certificate2Collection authorities, TimeProvider time)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly ConditionalWeakTable<X509Certificate2, Lifetime> _verified = [];

    /// <summary>When a certificate that was found good is good; reading it off the certificate costs more than all the rest.</summary>
    private sealed record Lifetime(DateTimeOffset From, DateTimeOffset To)
    {
        public bool Holds(DateTimeOffset now) => now >= From && now <= To;
    }

    public bool Verify(X509Certificate2 certificate, out string failure)
    {
        failure = "";
        var now = time.GetUtcNow();
        if (_verified.TryGetValue(certificate, out var known) && known.Holds(now))
            return true;
        var lifetime = new Lifetime(certificate.NotBefore, certificate.NotAfter);
        if (!lifetime.Holds(now))
        {
            failure = "x509: certificate has expired or is not yet valid";
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = Policy(now) };
        var holds = chain.Build(certificate);
        foreach (var element in chain.ChainElements)
            element.Certificate.Dispose();
        if (!holds)
        {
            failure = "x509: certificate signed by unknown authority or not for client authentication";
            return false;
        }

        _verified.AddOrUpdate(certificate, lifetime);
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

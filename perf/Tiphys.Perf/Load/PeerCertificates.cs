using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tiphys.Perf.Load;

/// <summary>The keys and certificates that a kube-apiserver of a benchmark's own needs, as files in a directory that is deleted with it.</summary>
internal sealed class PeerCertificates
{
    private readonly string _directory;
    private readonly X509Certificate2 _authority;

    /// <param name="server">Where the kubeconfig is to point.</param>
    public PeerCertificates(string directory, Uri server)
    {
        _directory = directory;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=perf-peer", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
        Issue("server", "CN=kube-apiserver", "1.3.6.1.5.5.7.3.1");
        Issue("client", "O=system:masters, CN=perf", "1.3.6.1.5.5.7.3.2");
        using var accounts = RSA.Create(2048);
        File.WriteAllText(AccountKey, accounts.ExportRSAPrivateKeyPem());
        File.WriteAllText(Kubeconfig, MakeKubeconfig(server));
    }

    public string AuthorityFile => Path.Combine(_directory, "ca.crt");

    public string ServerCertificate => Path.Combine(_directory, "server.crt");

    public string ServerKey => Path.Combine(_directory, "server.key");

    public string AccountKey => Path.Combine(_directory, "accounts.key");

    public string Kubeconfig => Path.Combine(_directory, "kubeconfig");

    private void Issue(string name, string subject, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, _authority.NotBefore, _authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(_directory, $"{name}.crt"), issued.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_directory, $"{name}.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private string MakeKubeconfig(Uri server) => $$$"""
        apiVersion: v1
        kind: Config
        clusters: [{name: peer, cluster: {server: "{{{server}}}", certificate-authority: "{{{AuthorityFile}}}"}}]
        users: [{name: perf, user: {client-certificate: "{{{Path.Combine(_directory, "client.crt")}}}", client-key: "{{{Path.Combine(_directory, "client.key")}}}"}}]
        contexts: [{name: peer, context: {cluster: peer, user: perf}}]
        current-context: peer
        """;
}

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Tiphys.ApiServer.Hosting;
using Tiphys.Host.Configuration;
using Tiphys.Host.Pki;
using static Tiphys.Host.Configuration.ApiServerSettings;

namespace Tiphys.Host.Server;

/// <summary>The certificate the API server shows and the TLS it speaks: the cluster's own, or what <c>--tls-*</c> names.</summary>
internal sealed class ServingTls(ServerSettings settings, ClusterPki pki)
{
    public ListenerOptions Apply(ListenerOptions options)
    {
        var certificate = MakeCertificate();
        return options with { Certificate = () => certificate, Protocols = MakeProtocols() };
    }

    private SslStreamCertificateContext MakeCertificate()
    {
        var key = settings.ReadablePath(TlsKeyFile);
        var given = settings.File(TlsCertFile, path =>
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(path);
            var own = X509Certificate2.CreateFromPemFile(path, key ?? throw new FormatException($"{TlsKeyFile.Name} must name its key"));
            return SslStreamCertificateContext.Create(own, [.. chain.Skip(1)], offline: true);
        });
        if (given is null && key is not null)
            throw ServerSettings.Wrong(TlsKeyFile, $"{TlsCertFile.Name} must name its certificate");
        return given ?? SslStreamCertificateContext.Create(pki.ApiServer.Certificate, [pki.Authority.Certificate], offline: true);
    }

    private SslProtocols MakeProtocols() => settings.Text(TlsMinVersion) switch
    {
        "VersionTLS12" => SslProtocols.Tls12 | SslProtocols.Tls13,
        "VersionTLS13" => SslProtocols.Tls13,
        var other => throw ServerSettings.Wrong(TlsMinVersion, $"\"{other}\" is neither VersionTLS12 nor VersionTLS13; older ones are not spoken"),
    };
}

using System.Net;
using System.Security.Cryptography;
using Tiphys.Host.Configuration;

namespace Tiphys.Host.Pki;

/// <summary>The keys and certificates of one cluster, made on first use under <c>DATA-DIR/pki</c> and renewed at start before they run out.</summary>
public sealed class ClusterPki
{
    private ClusterPki(ClusterOptions options, TimeProvider time)
    {
        var dir = options.PkiDir;
        Authority = CertificateAuthority.Open(dir, "ca", $"{options.Name}-ca", time);
        FrontProxyAuthority = CertificateAuthority.Open(dir, "front-proxy-ca", $"{options.Name}-front-proxy-ca", time);
        ApiServer = Authority.Issue(dir, ApiServerSpec(options));
        Admin = Authority.Issue(dir, new("admin", "tiphys-admin") { Organizations = ["system:masters"] });
        NodeAgentClient = Authority.Issue(dir, new("apiserver-kubelet-client", "kube-apiserver-kubelet-client") { Organizations = ["system:masters"] });
        FrontProxyClient = FrontProxyAuthority.Issue(dir, new("front-proxy-client", "front-proxy-client"));
        NodeAgent = Authority.Issue(dir, NodeAgentSpec(options));
        ServiceAccountKeyPath = Path.Combine(dir, "service-account.key");
        ServiceAccountKey = LoadOrMakeKey(ServiceAccountKeyPath);
    }

    /// <summary>Signs every client and serving certificate of the cluster.</summary>
    public CertificateAuthority Authority { get; }

    /// <summary>Signs the certificate under which the server calls aggregated APIs.</summary>
    public CertificateAuthority FrontProxyAuthority { get; }

    public CertificatePair ApiServer { get; }

    /// <summary>The user in the kubeconfig, group <c>system:masters</c>.</summary>
    public CertificatePair Admin { get; }

    /// <summary>Under which the server calls node agents.</summary>
    public CertificatePair NodeAgentClient { get; }

    public CertificatePair FrontProxyClient { get; }

    /// <summary>The node agent's serving and client certificate, <c>system:node:NAME</c>.</summary>
    public CertificatePair NodeAgent { get; }

    /// <summary>Signs service-account tokens (ES256).</summary>
    public ECDsa ServiceAccountKey { get; }

    public string ServiceAccountKeyPath { get; }

    public static ClusterPki Open(ClusterOptions options, TimeProvider time) => new(options, time);

    private static CertificateRequestSpec ApiServerSpec(ClusterOptions options)
    {
        var names = new List<string>
        {
            "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", $"kubernetes.default.svc.{options.ClusterDomain}", options.NodeName,
        };
        var addresses = new List<IPAddress> { IPAddress.Loopback, IPAddress.IPv6Loopback, options.ApiServiceAddress, options.PodGateway, options.NodeIp };
        addresses.AddRange(options.Listen.Where(address => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)));
        foreach (var san in options.TlsSans)
        {
            if (IPAddress.TryParse(san, out var address))
                addresses.Add(address);
            else
                names.Add(san);
        }

        return new("apiserver", "kube-apiserver") { IsServer = true, DnsNames = [.. names.Distinct()], Addresses = [.. addresses.Distinct()] };
    }

    private static CertificateRequestSpec NodeAgentSpec(ClusterOptions options) => new("node-agent", $"system:node:{options.NodeName}")
    {
        Organizations = ["system:nodes"],
        IsServer = true,
        DnsNames = [options.NodeName, "localhost"],
        Addresses = [.. options.NodeAgentAddresses.Append(options.NodeIp).Distinct()],
    };

    private static ECDsa LoadOrMakeKey(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
            key.ImportFromPem(File.ReadAllText(path));
        else
            SecureFile.WriteAllText(path, key.ExportPkcs8PrivateKeyPem() + "\n");
        return key;
    }
}

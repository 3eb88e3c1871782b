using System.Security.Cryptography.X509Certificates;
using k8s;

namespace Tiphys.Client.Http;

/// <summary>Reads connection settings from a kubeconfig file, or from a pod's service account.</summary>
public static class KubeConfigLoader
{
    /// <summary>The settings of a context.</summary>
    /// <param name="path">The file.</param>
    /// <param name="context">Null for the current context.</param>
    /// <exception cref="k8s.Exceptions.KubeConfigException">The file is incomplete or wrong.</exception>
    public static HttpTransportOptions FromFile(string path, string? context = null) =>
        From(KubernetesClientConfiguration.BuildConfigFromConfigFile(path, context));

    /// <summary>The settings that every pod is given: environment, mounted token and CA.</summary>
    public static HttpTransportOptions InCluster() => From(KubernetesClientConfiguration.InClusterConfig());

    private static HttpTransportOptions From(KubernetesClientConfiguration config) => new()
    {
        Server = new Uri(config.Host),
        TrustedRoots = config.SslCaCerts ?? [],
        InsecureSkipVerify = config.SkipTlsVerify,
        ClientCertificate = ClientCertificate(config),
        Token = config.AccessToken,
        TlsServerName = config.TlsServerName,
    };

    private static X509Certificate2? ClientCertificate(KubernetesClientConfiguration config)
    {
        var certificate = Pem(config.ClientCertificateData, config.ClientCertificateFilePath);
        var key = Pem(config.ClientCertificateKeyData, config.ClientKeyFilePath);
        return certificate is null || key is null ? null : X509Certificate2.CreateFromPem(certificate, key);
    }

    private static string? Pem(string? data, string? file)
    {
        if (!string.IsNullOrEmpty(data))
            return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data));
        return string.IsNullOrEmpty(file) ? null : File.ReadAllText(file);
    }
}

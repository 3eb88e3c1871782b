using Tiphys.Api.Yaml;
using Tiphys.Cli.Kubeconfig;
using Tiphys.Host.Configuration;
using Tiphys.Host.Pki;

namespace Tiphys.Host.Server;

/// <summary>The administrator's kubeconfig in the data directory.</summary>
internal static class Kubeconfig
{
    public static void Write(ClusterOptions options, ClusterPki pki)
    {
        var entry = new KubeconfigEntry(
            options.ContextName,
            options.ApiUrl,
            File.ReadAllBytes(pki.Authority.CertificatePath),
            File.ReadAllBytes(pki.Admin.CertificatePath),
            File.ReadAllBytes(pki.Admin.KeyPath));
        var text = YamlWriter.Write(entry.ToDocument());
        if (!File.Exists(options.KubeconfigPath) || File.ReadAllText(options.KubeconfigPath) != text)
            SecureFile.WriteAllText(options.KubeconfigPath, text);
    }
}

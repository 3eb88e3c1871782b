using Tiphys.Api.Documents;

namespace Tiphys.Cli.Kubeconfig;

/// <summary>One cluster's entry: a cluster, a user and a context of the same name.</summary>
/// <param name="Name">The name all three carry.</param>
/// <param name="Server">The API server's URL.</param>
/// <param name="CertificateAuthority">PEM.</param>
/// <param name="ClientCertificate">PEM.</param>
/// <param name="ClientKey">PEM.</param>
public sealed record KubeconfigEntry(string Name, string Server, byte[] CertificateAuthority, byte[] ClientCertificate, byte[] ClientKey)
{
    /// <summary>A whole kubeconfig with this entry alone, current.</summary>
    public DocObject ToDocument()
    {
        var document = new DocObject { { "apiVersion", "v1" }, { "kind", "Config" }, { "preferences", new DocObject() } };
        KubeconfigMerger.Merge(document, this);
        return document;
    }

    internal DocObject Cluster() => new()
    {
        { "server", Server },
        { "certificate-authority-data", Convert.ToBase64String(CertificateAuthority) },
    };

    internal DocObject User() => new()
    {
        { "client-certificate-data", Convert.ToBase64String(ClientCertificate) },
        { "client-key-data", Convert.ToBase64String(ClientKey) },
    };

    internal DocObject Context() => new() { { "cluster", Name }, { "user", Name } };
}

namespace Tiphys.Controllers.Certificates;

/// <summary>Whom a certificate request is for.</summary>
/// <param name="Names">The alternative names: DNS names and addresses.</param>
internal sealed record CertificateSubject(string CommonName, IReadOnlyList<string> Organizations, bool HasNames, IReadOnlyList<string> Names)
{
    private const string NodePrefix = "system:node:";

    public bool IsNode => Organizations is ["system:nodes"] && CommonName.StartsWith(NodePrefix, StringComparison.Ordinal);

    public string NodeName => CommonName.StartsWith(NodePrefix, StringComparison.Ordinal) ? CommonName[NodePrefix.Length..] : "";

    /// <exception cref="CertificateRequestException">The request cannot be read.</exception>
    public static CertificateSubject Of(byte[] pem)
    {
        var request = CertificateSigner.Load(pem);
        var names = CertificateSigner.Names(request);
        string[] all = names is null ? [] : [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())];
        return new(CertificateSigner.CommonName(request), CertificateSigner.Organizations(request), names is not null, all);
    }
}

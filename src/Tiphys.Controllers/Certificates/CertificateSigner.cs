using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;

namespace Tiphys.Controllers.Certificates;

/// <summary>Signs certificate requests for the signers of Kubernetes. Pure, save for random serial numbers.</summary>
internal sealed class CertificateSigner(string caPem, string keyPem)
{
    public const string ApiClient = "kubernetes.io/kube-apiserver-client";
    public const string KubeletClient = "kubernetes.io/kube-apiserver-client-kubelet";
    public const string KubeletServing = "kubernetes.io/kubelet-serving";
    public const string Legacy = "kubernetes.io/legacy-unknown";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);
    private static readonly TimeSpan Backdated = TimeSpan.FromMinutes(5);

    public static bool IsOurs(string signer) => signer is ApiClient or KubeletClient or KubeletServing or Legacy;

    /// <summary>The signed certificate, PEM.</summary>
    /// <exception cref="CertificateRequestException">The request asks for what its signer does not give.</exception>
    public byte[] Sign(V1CertificateSigningRequest csr, DateTimeOffset now)
    {
        var request = Load(csr.Spec.Request);
        Check(csr, request);
        using var ca = X509Certificate2.CreateFromPem(caPem, keyPem);
        var lifetime = csr.Spec.ExpirationSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Max(600, seconds)) : Longest;
        var notAfter = now + (lifetime < Longest ? lifetime : Longest);
        if (notAfter > ca.NotAfter)
            notAfter = ca.NotAfter;
        Extend(request, csr.Spec.Usages);
        var serial = new byte[16];
        RandomNumberGenerator.Fill(serial);
        serial[0] &= 0x7f;
        using var made = request.Create(ca, now - Backdated, notAfter, serial);
        return Encoding.UTF8.GetBytes(made.ExportCertificatePem() + "\n");
    }

    /// <summary>Reads the request without trusting it: only its subject, key and alternative names count.</summary>
    public static CertificateRequest Load(byte[] pem)
    {
        try
        {
            return CertificateRequest.LoadSigningRequestPem(
                Encoding.UTF8.GetString(pem),
                HashAlgorithmName.SHA256,
                CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions,
                RSASignaturePadding.Pkcs1);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CertificateRequestException($"the request cannot be read: {e.Message}");
        }
    }

    public static string CommonName(CertificateRequest request) => Parts(request, "2.5.4.3").FirstOrDefault() ?? "";

    public static IReadOnlyList<string> Organizations(CertificateRequest request) => [.. Parts(request, "2.5.4.10")];

    public static X509SubjectAlternativeNameExtension? Names(CertificateRequest request)
    {
        var found = request.CertificateExtensions.FirstOrDefault(extension => extension.Oid?.Value == "2.5.29.17");
        return found is null ? null : new(found.RawData);
    }

    private static IEnumerable<string> Parts(CertificateRequest request, string oid) => request.SubjectName.EnumerateRelativeDistinguishedNames()
        .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == oid)
        .Select(part => part.GetSingleElementValue() ?? "");

    private static void Check(V1CertificateSigningRequest csr, CertificateRequest request)
    {
        if (csr.Spec.SignerName == ApiClient && Organizations(request).Contains("system:masters"))
            throw new CertificateRequestException("system:masters is not given by this signer");
        if (csr.Spec.SignerName is not (KubeletClient or KubeletServing))
            return;
        if (!Organizations(request).SequenceEqual(["system:nodes"]) || !CommonName(request).StartsWith("system:node:", StringComparison.Ordinal))
            throw new CertificateRequestException("the subject must be O=system:nodes, CN=system:node:NAME");
        var wantsNames = csr.Spec.SignerName == KubeletServing;
        if (wantsNames != (Names(request) is not null))
            throw new CertificateRequestException(wantsNames ? "alternative names are missing" : "alternative names are not allowed");
    }

    private static void Extend(CertificateRequest request, IList<string>? usages)
    {
        var names = Names(request);
        request.CertificateExtensions.Clear();
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var key = X509KeyUsageFlags.None;
        var extended = new OidCollection();
        foreach (var usage in usages ?? [])
        {
            if (usage is "digital signature")
                key |= X509KeyUsageFlags.DigitalSignature;
            else if (usage is "key encipherment")
                key |= X509KeyUsageFlags.KeyEncipherment;
            else if (usage is "client auth")
                extended.Add(new Oid(ClientAuth));
            else if (usage is "server auth")
                extended.Add(new Oid(ServerAuth));
        }

        if (key != X509KeyUsageFlags.None)
            request.CertificateExtensions.Add(new X509KeyUsageExtension(key, true));
        if (extended.Count > 0)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(extended, false));
        if (names is not null)
            request.CertificateExtensions.Add(names);
    }
}

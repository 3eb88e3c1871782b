using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tiphys.ApiServer.Authentication.Certificates;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Certificates;

/// <summary>Nobody asks the cluster's client signer for a certificate of the group system:masters.</summary>
internal sealed class CertificateSubjectRestriction : IAdmissionPlugin
{
    private const string ClientSigner = "kubernetes.io/kube-apiserver-client";
    private const string Masters = "system:masters";

    public string Name => "CertificateSubjectRestriction";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.CertificateSigningRequests) && attributes.IsCreate;

    public ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.Object!.StringAt("spec", "signerName") == ClientSigner && GroupsOf(attributes).Contains(Masters))
            throw attributes.Forbidden($"use of {ClientSigner} signer with {Masters} group is not allowed");
        return ValueTask.CompletedTask;
    }

    private static IReadOnlyList<string> GroupsOf(AdmissionAttributes attributes)
    {
        try
        {
            var pem = Encoding.UTF8.GetString(Convert.FromBase64String(attributes.Object!.StringAt("spec", "request")));
            var request = CertificateRequest.LoadSigningRequestPem(
                pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.SkipSignatureValidation | CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
            return CertificateSubject.GroupsOf(request.SubjectName);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            throw attributes.Forbidden($"unable to parse csr: {e.Message}");
        }
    }
}

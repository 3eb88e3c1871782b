using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Certificates;

/// <summary>Who approves or denies a certificate request must be allowed to for its signer.</summary>
internal sealed class CertificateApproval(IAuthorizer authorizer) : IAdmissionPlugin
{
    public string Name => "CertificateApproval";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.CertificateSigningRequests, "approval") && attributes.IsUpdate;

    public async ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var signer = attributes.OldObject!.StringAt("spec", "signerName");
        if (!await SignerPermission.IsGrantedAsync(authorizer, attributes, "approve", signer, cancellationToken).ConfigureAwait(false))
            throw attributes.Forbidden($"user not permitted to approve requests with signerName \"{signer}\"");
    }
}

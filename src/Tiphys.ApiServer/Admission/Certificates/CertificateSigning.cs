using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Certificates;

/// <summary>Who puts a certificate or a failure into a request's status must be allowed to sign for its signer.</summary>
internal sealed class CertificateSigning(IAuthorizer authorizer) : IAdmissionPlugin
{
    public string Name => "CertificateSigning";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.CertificateSigningRequests, "status") && attributes.IsUpdate;

    public async ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var (request, old) = (attributes.Object!, attributes.OldObject!);
        if (request.StringAt("status", "certificate") == old.StringAt("status", "certificate") && HasFailed(request) == HasFailed(old))
            return;
        var signer = old.StringAt("spec", "signerName");
        if (!await SignerPermission.IsGrantedAsync(authorizer, attributes, "sign", signer, cancellationToken).ConfigureAwait(false))
            throw attributes.Forbidden($"user not permitted to sign requests with signerName \"{signer}\"");
    }

    private static bool HasFailed(DocObject request) => request.ObjectsAt("status", "conditions").Any(condition => condition.StringAt("type") == "Failed");
}

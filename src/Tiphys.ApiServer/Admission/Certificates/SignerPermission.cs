using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Admission.Certificates;

/// <summary>Whether a user may approve or sign for a signer: for the name itself, or for all of its domain (<c>example.com/*</c>).</summary>
internal static class SignerPermission
{
    public static async ValueTask<bool> IsGrantedAsync(
        IAuthorizer authorizer, AdmissionAttributes attributes, string verb, string signer, CancellationToken cancellationToken)
    {
        var slash = signer.IndexOf('/');
        string[] names = slash < 0 ? [signer] : [signer, signer[..(slash + 1)] + "*"];
        foreach (var name in names)
        {
            var decision = await authorizer.AuthorizeAsync(
                new AuthorizationAttributes
                {
                    User = attributes.User,
                    Verb = verb,
                    IsResourceRequest = true,
                    Group = "certificates.k8s.io",
                    Version = "*",
                    Resource = "signers",
                    Name = name,
                },
                cancellationToken).ConfigureAwait(false);
            if (decision.Verdict == AuthorizationVerdict.Allow)
                return true;
        }

        return false;
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>Tells objects in the version that a webhook has asked for (matchPolicy Equivalent), custom resources with a conversion webhook included.</summary>
internal sealed class AdmissionVersions(IVersionConverter converter)
{
    /// <summary>The document in another version; itself if it is in that version or of another kind, as bodies of subresources may be.</summary>
    /// <exception cref="Api.Errors.ApiException">500: a conversion webhook has failed.</exception>
    public async ValueTask<DocObject?> ConvertAsync(DocObject? document, ResourceInfo from, ResourceInfo to, CancellationToken cancellationToken)
    {
        if (document is null || from.GroupVersion == to.GroupVersion || document.GetString("apiVersion") != from.ApiVersion || document.GetString("kind") != from.Kind)
            return document;
        if (!from.IsCustom)
            return AdmissionReview.InVersion(document, from, to);
        return (await converter.ConvertAsync(from, [document.Clone()], to.GroupVersion, cancellationToken).ConfigureAwait(false))[0];
    }
}

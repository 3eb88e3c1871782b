using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Nodes;

/// <summary>
/// For whom a node agent may get tokens: audiences that its pod mounts or a CSI driver of the pod's volumes asks for; others need the verb
/// <c>request-serviceaccounts-token-audience</c>. Kubernetes docs: "NodeRestriction", service account node audience restriction.
/// </summary>
internal sealed class TokenAudienceRules(IObjectReader reader, IAuthorizer authorizer)
{
    private static readonly GroupResource CsiDrivers = new("storage.k8s.io", "csidrivers");

    /// <param name="pod">The pod that the token is bound to.</param>
    /// <exception cref="Tiphys.Api.Errors.ApiException">Forbidden.</exception>
    public async ValueTask CheckAsync(AdmissionAttributes attributes, DocObject pod, CancellationToken cancellationToken)
    {
        var audiences = attributes.Object!.GetPath("spec", "audiences") is DocArray asked ? asked.OfType<DocString>().Select(text => text.Value).ToArray() : [];
        if (audiences.Length > 1)
            throw attributes.Forbidden("node may only request 0 or 1 audiences");
        var audience = audiences.Length == 0 ? "" : audiences[0];
        if (pod.ObjectsAt("spec", "volumes").Any(volume => Mounts(volume, audience) || IsAskedByDriver(pod, volume, audience)))
            return;
        var decision = await authorizer.AuthorizeAsync(
            new AuthorizationAttributes
            {
                User = attributes.User,
                Verb = "request-serviceaccounts-token-audience",
                IsResourceRequest = true,
                Version = "v1",
                Resource = audience,
                Namespace = attributes.Namespace,
                Name = attributes.Name,
            },
            cancellationToken).ConfigureAwait(false);
        if (decision.Verdict != AuthorizationVerdict.Allow)
            throw attributes.Forbidden($"audience \"{audience}\" not found in pod spec volume, {attributes.User.Name} is not authorized to request tokens for this audience");
    }

    private static bool Mounts(DocObject volume, string audience) =>
        volume.ObjectsAt("projected", "sources").Any(source => source.GetObject("serviceAccountToken") is { } token && token.StringAt("audience") == audience);

    private bool IsAskedByDriver(DocObject pod, DocObject volume, string audience)
    {
        var driver = volume.StringAt("csi", "driver");
        if (driver.Length == 0)
            driver = DriverOfClaim(pod, ClaimOf(pod, volume));
        return driver.Length > 0 && reader.Get(CsiDrivers, "", driver)?.Decode() is { } found
            && found.ObjectsAt("spec", "tokenRequests").Any(request => request.StringAt("audience") == audience);
    }

    private static string ClaimOf(DocObject pod, DocObject volume) =>
        volume.GetObject("ephemeral") is null ? volume.StringAt("persistentVolumeClaim", "claimName") : $"{pod.ObjectName}-{volume.StringAt("name")}";

    private string DriverOfClaim(DocObject pod, string claim)
    {
        if (claim.Length == 0)
            return "";
        var bound = reader.Get(BuiltInResources.PersistentVolumeClaims, pod.ObjectNamespace, claim)?.Decode().StringAt("spec", "volumeName") ?? "";
        return bound.Length == 0 ? "" : reader.Get(BuiltInResources.PersistentVolumes, "", bound)?.Decode().StringAt("spec", "csi", "driver") ?? "";
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Conversion;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Authentication;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>Writes admission.k8s.io/v1 AdmissionReview requests.</summary>
internal static class AdmissionReview
{
    public const string ApiVersion = "admission.k8s.io/v1";

    /// <param name="matched">The version of the resource the webhook asked for.</param>
    /// <param name="document">The new object in that version.</param>
    /// <param name="old">The object as it stands, in that version.</param>
    public static DocObject Request(AdmissionAttributes attributes, ResourceInfo matched, string uid, DocObject? document, DocObject? old)
    {
        var request = new DocObject { { "uid", uid } };
        foreach (var (name, value) in Describe(attributes, matched))
            request.Set(name, value);
        request["object"] = document ?? (DocNode)DocNull.Instance;
        request["oldObject"] = old ?? (DocNode)DocNull.Instance;
        request["dryRun"] = attributes.DryRun;
        request["options"] = attributes.Options ?? (DocNode)DocNull.Instance;
        return new DocObject { { "kind", "AdmissionReview" }, { "apiVersion", ApiVersion }, { "request", request } };
    }

    /// <summary>The request without its objects: what it is about and who sends it.</summary>
    public static DocObject Describe(AdmissionAttributes attributes, ResourceInfo matched)
    {
        var request = new DocObject
        {
            { "kind", KindOf(attributes, matched) },
            { "resource", ResourceOf(matched) },
            { "requestKind", KindOf(attributes, attributes.Resource) },
            { "requestResource", ResourceOf(attributes.Resource) },
        };
        if (attributes.Subresource.Length > 0)
        {
            request["subResource"] = attributes.Subresource;
            request["requestSubResource"] = attributes.Subresource;
        }

        if (attributes.Name.Length > 0)
            request["name"] = attributes.Name;
        if (attributes.Namespace.Length > 0)
            request["namespace"] = attributes.Namespace;
        request["operation"] = attributes.Operation.ToString().ToUpperInvariant();
        request["userInfo"] = UserInfoDocument.Write(attributes.User);
        request["dryRun"] = attributes.DryRun;
        return request;
    }

    /// <summary>A document as the matched version tells it. Custom resources get the other version's name alone; see <see cref="AdmissionVersions"/>.</summary>
    public static DocObject? InVersion(DocObject? document, ResourceInfo asked, ResourceInfo matched)
    {
        if (document is null || asked.GroupVersion == matched.GroupVersion || document.GetString("apiVersion") != asked.ApiVersion)
            return document;
        var told = document.Clone();
        if (!asked.IsCustom && document.GetString("kind") == asked.Kind)
            told = VersionConverter.FromStorage(matched, VersionConverter.ToStorage(asked, told));
        told["apiVersion"] = matched.ApiVersion;
        return told;
    }

    private static DocObject KindOf(AdmissionAttributes attributes, ResourceInfo resource)
    {
        var (group, version, kind) = (resource.GroupVersion.Group, resource.GroupVersion.Version, resource.Kind);
        // A subresource may have a kind of its own: Scale, Eviction, Binding, PodExecOptions.
        if (attributes.Subresource.Length > 0 && attributes.Object?.GetString("kind") is { Length: > 0 } own && own != resource.Kind
            && GroupVersion.TryParse(attributes.Object.GetString("apiVersion"), out var ownVersion))
            (group, version, kind) = (ownVersion.Group, ownVersion.Version, own);
        return new DocObject { { "group", group }, { "version", version }, { "kind", kind } };
    }

    private static DocObject ResourceOf(ResourceInfo resource) => new()
    {
        { "group", resource.GroupVersion.Group }, { "version", resource.GroupVersion.Version }, { "resource", resource.Resource },
    };
}

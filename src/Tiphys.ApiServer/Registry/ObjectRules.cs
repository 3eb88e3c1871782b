using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>What every body must satisfy before it is worked on: the right kind and version, the name and namespace of the path.</summary>
internal static class ObjectRules
{
    /// <exception cref="ApiException">400: the body is of another kind or version, or names another object than the path.</exception>
    public static void EnsureMatches(WriteRequest request, DocObject document)
    {
        EnsureKind(request.Resource, document);
        if (document["metadata"] is not (null or DocObject or DocNull))
            throw ApiException.BadRequest($"{request.Resource.Kind} in version \"{request.Resource.GroupVersion.Version}\" cannot be handled as a {request.Resource.Kind}: metadata is not an object");
        var metadata = ObjectMeta.Of(document);
        EnsureNamespace(request, metadata);
        var name = metadata.GetString("name") ?? "";
        if (request.Name.Length == 0 || name == request.Name)
            return;
        if (name.Length > 0)
            throw ApiException.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        metadata["name"] = request.Name;
    }

    public static void EnsureKind(ResourceInfo resource, DocObject document)
    {
        var kind = document.GetString("kind") ?? "";
        var version = document.GetString("apiVersion") ?? "";
        if (kind.Length > 0 && kind != resource.Kind)
            throw ApiException.BadRequest($"{kind} in version \"{VersionOf(version)}\" cannot be handled as a {resource.Kind}: converting ({kind}) to ({resource.Kind}): unknown conversion");
        if (version.Length > 0 && version != resource.ApiVersion)
            throw ApiException.BadRequest($"the API version in the data ({version}) does not match the expected API version ({resource.ApiVersion})");
        document["kind"] = resource.Kind;
        document["apiVersion"] = resource.ApiVersion;
    }

    private static void EnsureNamespace(WriteRequest request, DocObject metadata)
    {
        var ns = metadata.GetString("namespace") ?? "";
        if (!request.Resource.Namespaced)
        {
            if (ns.Length > 0)
                throw ApiException.BadRequest("namespace is not allowed on this type");
            metadata.Remove("namespace");
            return;
        }

        if (ns.Length > 0 && ns != request.Namespace)
            throw ApiException.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
        metadata["namespace"] = request.Namespace;
    }

    private static string VersionOf(string apiVersion) => apiVersion[(apiVersion.IndexOf('/') + 1)..];
}

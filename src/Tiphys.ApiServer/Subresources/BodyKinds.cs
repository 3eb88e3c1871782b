using Tiphys.Api.Catalogue;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Verbs;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Reads bodies whose kind is not the resource's own: Scale, Eviction, Binding, TokenRequest and the like.</summary>
internal sealed class BodyKinds
{
    /// <summary>The body as the kind that the subresource takes; of the resource itself for a request without one.</summary>
    /// <exception cref="ApiException">400: another kind, or it cannot be read.</exception>
    public async ValueTask<DocObject> ReadAsync(WriteRequest request)
    {
        var kind = KindOf(request.Resource, request.Subresource);
        return await BodyIntake.ReadObjectAsync(request with { Resource = kind }).ConfigureAwait(false);
    }

    /// <summary>A resource row for the kind of a subresource: the schema that its bodies are fitted to.</summary>
    public static ResourceInfo KindOf(ResourceInfo resource, string subresource)
    {
        if (subresource.Length == 0)
            return resource;
        var sub = resource.Subresources.First(candidate => candidate.Name == subresource);
        if (sub.Kind == resource.Kind && sub.GroupVersion == resource.GroupVersion)
            return resource;
        return BuiltInSchemas.Instance.TryGetKind(sub.GroupVersion, sub.Kind, out var schema)
            ? resource with { GroupVersion = sub.GroupVersion, Kind = sub.Kind, Schema = schema, IsCustom = false }
            : throw ApiException.NoSuchPath();
    }
}

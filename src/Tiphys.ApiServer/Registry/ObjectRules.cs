using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>What every body must satisfy before it is worked on: the right kind and version, the name and namespace of the path.</summary>
internal static class ObjectRules
{
    private const int MostObjects = 100_000;
    private const int MostValues = 200_000;

    /// <summary>Deeper objects could be stored and then not be read again within a list, an event or a review.</summary>
    private const int MostDepth = DocReader.MaxDepth - 100;

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

    /// <summary>A change must name what it changes, though the path does so too.</summary>
    /// <exception cref="ApiException">400: there is no name in the metadata.</exception>
    public static void EnsureNamed(WriteRequest request, DocObject document)
    {
        if (ObjectMeta.Name(document).Length == 0 && document["metadata"] is null or DocNull or DocObject)
            throw ApiException.BadRequest($"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
    }

    /// <summary>The times of a deletion are the server's: they may be left out or sent back as they are.</summary>
    /// <exception cref="ApiException">422: one of them is another than before.</exception>
    public static void EnsureDeletionKept(WriteRequest request, DocObject document, DocObject old)
    {
        var (metadata, before) = (ObjectMeta.Of(document), ObjectMeta.Of(old));
        var causes = new List<StatusCause>();
        if (metadata.GetString("deletionTimestamp") is { } moment && !IsSameMoment(moment, before.GetString("deletionTimestamp")))
            causes.Add(Immutable($"\"{moment}\"", "metadata.deletionTimestamp"));
        if (metadata.GetInt64("deletionGracePeriodSeconds") is { } seconds && seconds != before.GetInt64("deletionGracePeriodSeconds"))
            causes.Add(Immutable($"{seconds}", "metadata.deletionGracePeriodSeconds"));
        if (causes.Count > 0)
            throw ApiException.Invalid(request.Resource.GroupVersion.Group, request.Resource.Kind, request.Name, causes);
    }

    /// <summary>In a PUT the uid is a precondition; in a patch it is a field like others, which cannot be changed.</summary>
    /// <exception cref="ApiException">422: the patch would give the object another uid.</exception>
    public static void EnsureSameUid(WriteRequest request, DocObject patched, DocObject current)
    {
        var uid = ObjectMeta.Uid(patched);
        if (uid.Length > 0 && uid != ObjectMeta.Uid(current))
            throw ApiException.Invalid(request.Resource.GroupVersion.Group, request.Resource.Kind, request.Name, [Immutable($"\"{uid}\"", "metadata.uid")]);
    }

    private static bool IsSameMoment(string given, string? before) =>
        given == before || (DateTimeOffset.TryParse(given, out var left) && DateTimeOffset.TryParse(before, out var right) && left == right);

    private static StatusCause Immutable(string value, string field) => new("FieldValueInvalid", $"Invalid value: {value}: field is immutable", field);

    /// <summary>A body of a few megabytes can hold millions of values, each of which is judged, and a million empty objects, each of which defaulting fills.</summary>
    /// <remarks>Managed fields have an entry for each value, and are neither judged nor filled: they count for the depth alone, so whatever was taken can be written again.</remarks>
    /// <exception cref="ApiException">413: there are more than <see cref="MostObjects"/> or <see cref="MostValues"/> in it, or more than <see cref="MostDepth"/> objects within one another.</exception>
    public static void EnsureBounded(DocNode document)
    {
        var left = new Room(MostObjects, MostValues);
        var managed = ((document as DocObject)?["metadata"] as DocObject)?["managedFields"];
        var unbounded = new Room(int.MaxValue, int.MaxValue);
        if (!Fits(document, MostDepth, ref left, managed) || (managed is not null && !Fits(managed, MostDepth - 2, ref unbounded, null)))
        {
            throw new ApiException(
                413,
                StatusReason.RequestEntityTooLarge,
                $"Request entity too large: limit is {MostObjects} objects and {MostValues} values within one, {MostDepth} within one another");
        }
    }

    /// <param name="without">A node that is not looked into.</param>
    private static bool Fits(DocNode node, int depth, ref Room left, DocNode? without)
    {
        if (--left.Values < 0 || (depth == 0 && node is DocArray or DocObject))
            return false;
        if (node is DocArray list)
        {
            foreach (var item in list)
            {
                if (!Fits(item, depth - 1, ref left, without))
                    return false;
            }
        }
        else if (node is DocObject inner)
        {
            if (--left.Objects < 0)
                return false;
            foreach (var (_, value) in inner)
            {
                if (!ReferenceEquals(value, without) && !Fits(value, depth - 1, ref left, without))
                    return false;
            }
        }

        return true;
    }

    /// <summary>What may still come.</summary>
    private record struct Room(int Objects, int Values);

    /// <summary>A body may leave kind and version to the path, but not where both are only known from a definition.</summary>
    /// <exception cref="ApiException">400 or 422: the body is of another kind or version, or does not tell.</exception>
    public static void EnsureKind(ResourceInfo resource, DocObject document)
    {
        var kind = document.GetString("kind") ?? "";
        var version = document.GetString("apiVersion") ?? "";
        if (resource.IsCustom)
            EnsureCustomKind(resource, document, kind, version);
        if (kind.Length > 0 && kind != resource.Kind)
            throw ApiException.BadRequest($"{kind} in version \"{VersionOf(version)}\" cannot be handled as a {resource.Kind}: converting ({kind}) to ({resource.Kind}): unknown conversion");
        if (version.Length > 0 && version != resource.ApiVersion)
            throw ApiException.BadRequest($"the API version in the data ({version}) does not match the expected API version ({resource.ApiVersion})");
        document["kind"] = resource.Kind;
        document["apiVersion"] = resource.ApiVersion;
    }

    /// <summary>A patch that made another kind or version of an object made nothing that could be decoded.</summary>
    /// <exception cref="ApiException">422: it did.</exception>
    public static void EnsureKindKept(ResourceInfo resource, DocObject patched)
    {
        var kind = patched.GetString("kind") ?? "";
        var version = patched.GetString("apiVersion") ?? "";
        if (resource.IsCustom && version.Length > 0 && version != resource.ApiVersion)
            throw Wrong(resource.GroupVersion.Group, resource.Kind, patched, new("FieldValueInvalid", $"Invalid value: \"{version}\": must be {resource.ApiVersion}", "apiVersion"));
        if (resource.IsCustom)
            return;
        if (version.Length > 0 && version != resource.ApiVersion)
            throw StrictComplaints.InvalidPatch(patched, $"no kind \"{(kind.Length > 0 ? kind : resource.Kind)}\" is registered for version \"{version}\"");
        if (kind.Length > 0 && kind != resource.Kind)
            throw StrictComplaints.InvalidPatch(patched, $"converting ({kind}) to ({resource.Kind}): unknown conversion");
    }

    private static void EnsureCustomKind(ResourceInfo resource, DocObject document, string kind, string version)
    {
        if (kind.Length == 0)
            throw ApiException.BadRequest($"the object provided is unrecognized (must be of type {resource.Kind}): Object 'Kind' is missing");
        if (version != resource.ApiVersion)
            throw ApiException.BadRequest($"the API version in the data ({version}) does not match the expected API version ({resource.ApiVersion})");
        if (kind != resource.Kind)
            throw Wrong(resource.GroupVersion.Group, kind, document, new("FieldValueInvalid", $"Invalid value: \"{kind}\": must be {resource.Kind}", "kind"));
    }

    private static ApiException Wrong(string group, string kind, DocObject document, StatusCause cause) =>
        ApiException.Invalid(group, kind, document.GetObject("metadata")?.GetString("name") ?? "", [cause]);

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

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>
/// What of a write counts: the parts of an object that its writer may not set are put back, status and the rest are kept apart,
/// the generation counts. Runs after admission's mutation and before validation.
/// </summary>
public static class UpdateStrategy
{
    /// <summary>
    /// Prepares a new object in place. <c>metadata.uid</c> must be set before: jobs derive their selector from it. A certificate
    /// signing request's user is the registry's to fill in.
    /// </summary>
    public static void PrepareCreate(ResourceInfo resource, DocObject document)
    {
        var metadata = document.GetOrAddObject("metadata");
        metadata.Remove("generation");
        metadata.Remove("deletionTimestamp");
        metadata.Remove("deletionGracePeriodSeconds");
        if (resource.HasGeneration)
            metadata["generation"] = 1;
        if (resource is { HasStatus: true, IsCustom: true })
            document.Remove("status");
        else if (!resource.IsCustom)
            StatusReset.Apply(resource, document);
        if (!resource.IsCustom)
            DisabledFields.Drop(resource, document);
        if (!resource.IsCustom && KindStrategies.TryGet(resource, out var kind))
            kind.Create?.Invoke(document);
    }

    /// <summary>Prepares an update in place.</summary>
    /// <param name="subresource">Empty for the object itself; <c>status</c>, <c>ephemeralcontainers</c>, <c>resize</c>, <c>finalize</c>, <c>approval</c>.</param>
    /// <param name="updated">What the client sent, in the version of <paramref name="resource"/>.</param>
    /// <param name="old">What is stored, in the same version; left as it is.</param>
    public static void PrepareUpdate(ResourceInfo resource, string subresource, DocObject updated, DocObject old)
    {
        KeepIdentity(updated.GetOrAddObject("metadata"), old.GetObject("metadata") ?? []);
        switch (subresource)
        {
            case "":
                PrepareMain(resource, updated, old);
                break;
            case "status":
                StatusWrites.Prepare(resource, updated, old);
                break;
            default:
                SubresourceWrites.Prepare(subresource, updated, old);
                break;
        }

        CountGeneration(resource, subresource, updated, old);
    }

    // What a client may leave out and can never change.
    private static void KeepIdentity(DocObject metadata, DocObject old)
    {
        foreach (var name in (string[])["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
        {
            if (!metadata.ContainsKey(name))
                metadata[name] = old[name];
        }

        metadata["generation"] = old["generation"];
    }

    private static void PrepareMain(ResourceInfo resource, DocObject updated, DocObject old)
    {
        if (resource.HasStatus)
            updated["status"] = old["status"]?.DeepClone();
        if (!resource.IsCustom)
            DisabledFields.Drop(resource, updated);
        if (!resource.IsCustom && KindStrategies.TryGet(resource, out var kind))
            kind.Update?.Invoke(updated, old);
    }

    private static void CountGeneration(ResourceInfo resource, string subresource, DocObject updated, DocObject old)
    {
        if (!resource.HasGeneration || subresource == "status")
            return;
        if (SameBut(updated, old, resource.HasStatus) && !(subresource.Length == 0 && CountsMetadata(resource, updated, old)))
            return;
        updated.GetOrAddObject("metadata")["generation"] = (old.GetObject("metadata")?.GetInt64("generation") ?? 0) + 1;
    }

    // Deployments also count changes of annotations, endpoint slices those of labels.
    private static bool CountsMetadata(ResourceInfo resource, DocObject updated, DocObject old)
    {
        var part = resource switch
        {
            { Kind: "Deployment", GroupVersion.Group: "apps" } => "annotations",
            { Kind: "EndpointSlice", GroupVersion.Group: "discovery.k8s.io" } => "labels",
            _ => null,
        };
        return part is not null && !Same(updated.GetPath("metadata", part), old.GetPath("metadata", part));
    }

    private static bool SameBut(DocObject updated, DocObject old, bool withoutStatus)
    {
        foreach (var name in updated.Names.Union(old.Names))
        {
            if (name is not ("metadata" or "apiVersion" or "kind") && !(withoutStatus && name == "status") && !Same(updated[name], old[name]))
                return false;
        }

        return true;
    }

    private static bool Same(DocNode? left, DocNode? right) => SemanticEquality.AreEqual(left, right);
}

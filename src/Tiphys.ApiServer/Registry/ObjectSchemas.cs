using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.ServerSideApply;
using Tiphys.Api.Machinery.Strategies;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>Where documents meet their schema: defaulting, what a write may set, validation and conversion between versions.</summary>
internal sealed class ObjectSchemas(TimeProvider time)
{
    /// <summary>Fills in what the body left out.</summary>
    public void Default(ResourceInfo resource, DocObject document) => Defaulter.Apply(resource, document);

    /// <summary>Notes in metadata.managedFields who has set what. After defaulting, before mutating admission; an apply has done it itself.</summary>
    public void Track(WriteRequest request, DocObject document, DocObject? old)
    {
        if (!request.IsApply)
            FieldManager.Track(request.Resource, request.Subresource, old, document, request.FieldManager, time.GetUtcNow());
    }

    /// <summary>After admission has mutated: defaults what it has added, and takes away what clients may not set.</summary>
    /// <param name="old">Null for a creation.</param>
    public void Settle(WriteRequest request, DocObject document, DocObject? old)
    {
        Defaulter.Apply(request.Resource, document);
        if (old is null)
            UpdateStrategy.PrepareCreate(request.Resource, document);
        else
            UpdateStrategy.PrepareUpdate(request.Resource, request.Subresource, document, old);
    }

    /// <summary>Counts the generation if anything outside metadata and status was changed past the usual way.</summary>
    public void CountGeneration(ResourceInfo resource, DocObject document, DocObject old)
    {
        if (!resource.HasGeneration || document["spec"] is not { } spec || spec.DeepEquals(old["spec"]))
            return;
        var metadata = ObjectMeta.Of(document);
        metadata["generation"] = (metadata.GetInt64("generation") ?? 0) + 1;
    }

    /// <exception cref="Tiphys.Api.Errors.ApiException">422 with every wrong field.</exception>
    public void EnsureValid(WriteRequest request, DocObject document, DocObject? old)
    {
    }

    /// <summary>The document in the version the resource is stored in.</summary>
    public DocObject ToStorage(ResourceInfo resource, DocObject document)
    {
        document["apiVersion"] = resource.StorageVersion.ToString();
        return document;
    }

    /// <summary>A fresh tree of a stored object in the version of the request.</summary>
    public DocObject FromStorage(ResourceInfo resource, ReadOnlyMemory<byte> utf8)
    {
        var document = DocReader.ParseObject(utf8);
        document["apiVersion"] = resource.ApiVersion;
        return document;
    }
}

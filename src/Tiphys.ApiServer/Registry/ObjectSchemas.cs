using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.ServerSideApply;
using Tiphys.Api.Machinery.Strategies;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Machinery.Validation;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>Where documents meet their schema: defaulting, what a write may set, validation and conversion between versions.</summary>
internal sealed class ObjectSchemas(IVersionConverter converter, TimeProvider time)
{
    /// <summary>Fills in what the body left out.</summary>
    public void Default(ResourceInfo resource, DocObject document)
    {
        Defaulter.Apply(resource, document);
        if (!resource.IsCustom)
            ZeroValues.Complete(resource.Schema, document);
    }

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
        if (!request.Resource.IsCustom)
            ZeroValues.Complete(request.Resource.Schema, document);
    }

    /// <exception cref="Tiphys.Api.Errors.ApiException">422 with every wrong field.</exception>
    public void EnsureValid(WriteRequest request, DocObject document, DocObject? old)
    {
        var found = old is null
            ? ObjectValidator.ValidateCreate(request.Resource, document, request.Cancellation)
            : ObjectValidator.ValidateUpdate(request.Resource, request.Subresource, document, old, request.Cancellation);
        ObjectValidator.ThrowIfAny(request.Resource, document, found.Causes);
        if (found.Warnings.Count > 0)
            request.Context.Warnings.AddRange(found.Warnings.Except(request.Context.Warnings));
    }

    /// <summary>The document in the version the resource is stored in. May change the given one.</summary>
    /// <exception cref="Tiphys.Api.Errors.ApiException">500: a conversion webhook has failed.</exception>
    public async ValueTask<DocObject> ToStorageAsync(ResourceInfo resource, DocObject document, CancellationToken cancellationToken)
    {
        if (resource.IsStorageVersion)
            return document;
        var converted = await converter.ConvertAsync(resource, [document], resource.StorageVersion, cancellationToken).ConfigureAwait(false);
        return converted[0];
    }

    /// <summary>A fresh tree of a stored object in the version of the request.</summary>
    /// <exception cref="Tiphys.Api.Errors.ApiException">500: a conversion webhook has failed.</exception>
    public async ValueTask<DocObject> FromStorageAsync(ResourceInfo resource, ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken)
    {
        var document = DocReader.ParseObject(utf8);
        if (IsInVersion(resource, document))
            return IsCurrent(resource, utf8.Span) ? document : Finish(resource, document);
        var converted = await converter.ConvertAsync(resource, [document], resource.GroupVersion, cancellationToken).ConfigureAwait(false);
        return Finish(resource, converted[0]);
    }

    /// <summary>Fresh trees of many stored objects, converted together so that a webhook is asked once.</summary>
    public async ValueTask<IReadOnlyList<DocObject>> FromStorageAsync(ResourceInfo resource, IEnumerable<StoredObject> stored, CancellationToken cancellationToken)
    {
        var documents = stored.Select(entry => DocReader.ParseObject(entry.Utf8)).ToArray();
        var foreign = documents.Where(document => !IsInVersion(resource, document)).ToArray();
        foreach (var document in documents.Where(document => resource.IsCustom && IsInVersion(resource, document)))
            Finish(resource, document);
        if (foreign.Length == 0)
            return documents;
        var converted = await converter.ConvertAsync(resource, foreign, resource.GroupVersion, cancellationToken).ConfigureAwait(false);
        var next = 0;
        for (var i = 0; i < documents.Length; i++)
        {
            if (next < foreign.Length && ReferenceEquals(documents[i], foreign[next]))
                documents[i] = Finish(resource, converted[next++]);
        }

        return documents;
    }

    private static bool IsInVersion(ResourceInfo resource, DocObject document) =>
        document["apiVersion"] is DocString version && version.ValueEquals(resource.ApiVersion);

    /// <summary>True if stored bytes can be answered as they are.</summary>
    public bool CanServe(ResourceInfo resource, ReadOnlySpan<byte> utf8) =>
        resource.IsStorageVersion && (!resource.IsCustom || (StoredDocument.IsOf(utf8, resource) && IsCurrent(resource, utf8)));

    /// <summary>True if the object was written under the schema that its definition has now.</summary>
    private bool IsCurrent(ResourceInfo resource, ReadOnlySpan<byte> utf8) =>
        !resource.IsCustom || StoredDocument.RevisionOf(utf8) >= converter.SchemaSince(resource);

    /// <summary>What a conversion or an older schema has left is pruned and filled in as if a client had sent it.</summary>
    private static DocObject Finish(ResourceInfo resource, DocObject document)
    {
        if (resource.IsCustom)
            SchemaFit.Fit(resource, document);
        Defaulter.Apply(resource, document);
        if (!resource.IsCustom)
            ZeroValues.Complete(resource.Schema, document);
        return document;
    }
}

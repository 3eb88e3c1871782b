using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.WatchCache;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry;

/// <summary>
/// Changes objects: PUT, every PATCH and the subresources that write are one loop here: read, transform, admit, validate, commit; again when
/// somebody else was faster.
/// </summary>
internal sealed class ObjectUpdater(ObjectStore store, AdmissionRunner admission, ObjectSchemas schemas, StrategyTable strategies)
{
    /// <summary>How often the loop runs before a conflict is the client's business.</summary>
    private const int Attempts = 10;

    /// <summary>Replaces the object by what <paramref name="transform"/> makes of it.</summary>
    /// <param name="transform">Gets a fresh tree of the present object, in the request's version, and answers the new one. Runs once per attempt.</param>
    /// <exception cref="ApiException">404: there is no object; 409: the precondition failed, or others were faster each time.</exception>
    public async Task<WriteOutcome> UpdateAsync(WriteRequest request, Func<DocObject, ValueTask<DocObject>> transform)
    {
        for (var attempt = 0; ; attempt++)
        {
            var current = await store.GetAsync(request.StorageResource, request.Namespace, request.Name, request.Cancellation).ConfigureAwait(false)
                ?? throw ApiException.NotFound(request.GroupResource, request.Name);
            var old = await schemas.FromStorageAsync(request.Resource, current.Utf8, request.Cancellation).ConfigureAwait(false);
            var wanted = await transform(await schemas.FromStorageAsync(request.Resource, current.Utf8, request.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            ObjectRules.EnsureBounded(wanted);
            var unconditional = EnsurePreconditions(request, wanted, old);
            if (await TryUpdateAsync(request, current, wanted, old).ConfigureAwait(false) is { } outcome)
                return outcome;
            if (!unconditional || attempt == Attempts)
                throw ApiException.Conflict(request.GroupResource, request.Name, "the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    /// <summary>Changes a stored object in place, past admission, validation and generation: for subresources that have admitted a body
    /// of their own.</summary>
    /// <param name="change">Gets a fresh tree of the present object; refuses by throwing. Runs once per attempt.</param>
    public async Task AssignAsync(WriteRequest request, Action<DocObject> change)
    {
        for (var attempt = 0; attempt <= Attempts; attempt++)
        {
            var current = await store.GetAsync(request.StorageResource, request.Namespace, request.Name, request.Cancellation).ConfigureAwait(false)
                ?? throw ApiException.NotFound(request.GroupResource, request.Name);
            var document = await schemas.FromStorageAsync(request.Resource, current.Utf8, request.Cancellation).ConfigureAwait(false);
            change(document);
            var stored = StoredDocument.Encode(await schemas.ToStorageAsync(request.Resource, document, request.Cancellation).ConfigureAwait(false));
            if (request.DryRun)
                return;
            StoreWrite[] writes = [ObjectStore.Write(request.StorageResource, request.Namespace, request.Name, stored, current.Revision)];
            if ((await store.CommitAsync(writes, request.Cancellation).ConfigureAwait(false)).Committed)
                return;
        }

        throw ApiException.Conflict(request.GroupResource, request.Name, "the object has been modified; please apply your changes to the latest version and try again");
    }

    private static bool EnsurePreconditions(WriteRequest request, DocObject wanted, DocObject old)
    {
        var metadata = ObjectMeta.Of(wanted);
        var uid = metadata.GetString("uid") ?? "";
        if (uid.Length > 0 && uid != ObjectMeta.Uid(old))
        {
            throw ApiException.Conflict(
                request.GroupResource,
                request.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {ObjectMeta.Uid(old)}");
        }

        var version = metadata.GetString("resourceVersion") ?? "";
        if (version is "" or "0")
        {
            if (request.Context.Info.Verb == "update" && request.Subresource != "scale" && UnconditionalUpdates.AreRefused(request.Resource))
                throw UnconditionalUpdates.Refusal(request);
            return true;
        }

        if (version != ObjectMeta.Of(old).GetString("resourceVersion"))
            throw ApiException.Conflict(request.GroupResource, request.Name, "the object has been modified; please apply your changes to the latest version and try again");
        return false;
    }

    private async Task<WriteOutcome?> TryUpdateAsync(WriteRequest request, CacheEntry current, DocObject document, DocObject old)
    {
        var strategy = strategies.For(request.StorageResource);
        schemas.Default(request.Resource, document);
        if (request.Subresource.Length == 0)
            ObjectRules.EnsureDeletionKept(request, document, old);
        CarryOver(document, old);
        schemas.Track(request, document, old);
        var form = request.Form;
        var attributes = AdmissionRunner.Attributes(request, AdmissionOperation.Update, form?.Show(document) ?? document, form?.Show(old) ?? old);
        await admission.MutateAsync(request, attributes).ConfigureAwait(false);
        if (form is null)
            document = attributes.Object!;
        else
            form.Put(document, attributes.Object!);
        schemas.Settle(request, document, old);
        strategy.PrepareForUpdate(request, document, old);
        var gone = ObjectMeta.IsDeleting(document) && IsReleased(document);
        var companions = strategy.HasCompanions ? await strategy.PlanCompanionsAsync(request, gone ? null : document, old).ConfigureAwait(false) : [];
        schemas.EnsureValid(request, document, old);
        await admission.ValidateAsync(request, attributes).ConfigureAwait(false);
        if (ManagedFieldsNoise.IsUnchanged(document, old))
            return new(current.Utf8);
        var stored = StoredDocument.Encode(await schemas.ToStorageAsync(request.Resource, document, request.Cancellation).ConfigureAwait(false));
        if (request.DryRun)
            return new(StoredDocument.Splice(stored, current.Revision), Deleted: gone);
        StoreWrite[] writes =
        [
            ObjectStore.Write(request.StorageResource, request.Namespace, request.Name, gone ? null : (ReadOnlyMemory<byte>?)stored, current.Revision),
            .. companions,
        ];
        var commit = await store.CommitAsync(writes, request.Cancellation).ConfigureAwait(false);
        return commit.Committed ? new(StoredDocument.Splice(stored, commit.Revision), Deleted: gone) : null;
    }

    /// <summary>True if nothing holds a deleted object any more: no finalizer and no grace to wait for.</summary>
    private static bool IsReleased(DocObject document) =>
        !ObjectMeta.HasFinalizers(document) && (ObjectMeta.Of(document).GetInt64("deletionGracePeriodSeconds") ?? 0) == 0
        && document.GetPath("spec", "finalizers") is not DocArray { Count: > 0 };

    private static void CarryOver(DocObject document, DocObject old)
    {
        var (metadata, before) = (ObjectMeta.Of(document), ObjectMeta.Of(old));
        foreach (var name in (ReadOnlySpan<string>)["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion"])
            metadata[name] = before[name];
        metadata.Remove("selfLink");
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.WatchCache;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry;

/// <summary>Deletes objects, or marks them as deleted while finalizers or their grace period hold them.</summary>
internal sealed class ObjectDeleter(ObjectStore store, AdmissionRunner admission, ObjectSchemas schemas, StrategyTable strategies, TimeProvider time)
{
    private const int Attempts = 10;

    /// <returns>The object as it was last; <see cref="WriteOutcome.Deleted"/> says whether it is gone.</returns>
    public async Task<WriteOutcome> DeleteAsync(WriteRequest request, DeleteOptions options)
    {
        for (var attempt = 0; ; attempt++)
        {
            var current = await store.GetAsync(request.StorageResource, request.Namespace, request.Name, request.Cancellation).ConfigureAwait(false)
                ?? throw ApiException.NotFound(request.GroupResource, request.Name);
            if (await TryDeleteAsync(request, options, current).ConfigureAwait(false) is { } outcome)
                return outcome;
            if (attempt == Attempts)
                throw ApiException.Conflict(request.GroupResource, request.Name, "the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    private async Task<WriteOutcome?> TryDeleteAsync(WriteRequest request, DeleteOptions options, CacheEntry current)
    {
        var strategy = strategies.For(request.StorageResource);
        var old = await schemas.FromStorageAsync(request.Resource, current.Utf8, request.Cancellation).ConfigureAwait(false);
        EnsurePreconditions(request, options, old);
        var attributes = AdmissionRunner.Attributes(request, AdmissionOperation.Delete, null, old);
        await admission.MutateAsync(request, attributes).ConfigureAwait(false);
        await admission.ValidateAsync(request, attributes).ConfigureAwait(false);
        strategy.PrepareForDelete(request, old);
        var plan = DeletionPlan.Make(old, options, strategy.GracePeriod(old, options.GracePeriodSeconds), strategy, time.GetUtcNow());
        return plan.RemoveNow
            ? await RemoveAsync(request, current, old, plan.Marked).ConfigureAwait(false)
            : plan.Marked is null ? new(current.Utf8) : await MarkAsync(request, current, plan.Marked).ConfigureAwait(false);
    }

    private async Task<WriteOutcome?> RemoveAsync(WriteRequest request, CacheEntry current, DocObject old, DocObject? marked)
    {
        var last = marked ?? old;
        var strategy = strategies.For(request.StorageResource);
        var companions = strategy.HasCompanions ? await strategy.PlanCompanionsAsync(request, null, last).ConfigureAwait(false) : [];
        var stored = StoredDocument.Encode(await schemas.ToStorageAsync(request.Resource, last, request.Cancellation).ConfigureAwait(false));
        if (request.DryRun)
            return new(StoredDocument.Splice(stored, current.Revision), Deleted: true);
        var revision = current.Revision;
        if (marked is not null)
        {
            var first = await CommitAsync(request, revision, stored, []).ConfigureAwait(false);
            if (!first.Committed)
                return null;
            revision = first.Revision;
        }

        var commit = await CommitAsync(request, revision, null, companions).ConfigureAwait(false);
        return commit.Committed ? new(StoredDocument.Splice(stored, commit.Revision), Deleted: true) : null;
    }

    private async Task<WriteOutcome?> MarkAsync(WriteRequest request, CacheEntry current, DocObject marked)
    {
        strategies.For(request.StorageResource).Marked(marked);
        var stored = StoredDocument.Encode(await schemas.ToStorageAsync(request.Resource, marked, request.Cancellation).ConfigureAwait(false));
        if (request.DryRun)
            return new(StoredDocument.Splice(stored, current.Revision));
        var commit = await CommitAsync(request, current.Revision, stored, []).ConfigureAwait(false);
        return commit.Committed ? new(StoredDocument.Splice(stored, commit.Revision)) : null;
    }

    private ValueTask<StoreCommit> CommitAsync(WriteRequest request, long expected, byte[]? stored, IReadOnlyList<StoreWrite> companions)
    {
        var value = stored is null ? (ReadOnlyMemory<byte>?)null : stored;
        StoreWrite[] writes = [ObjectStore.Write(request.StorageResource, request.Namespace, request.Name, value, expected), .. companions];
        return store.CommitAsync(writes, request.Cancellation);
    }

    private static void EnsurePreconditions(WriteRequest request, DeleteOptions options, DocObject old)
    {
        var metadata = ObjectMeta.Of(old);
        if (options.Uid is { } uid && uid != metadata.GetString("uid"))
            throw Unmet(request, "UID", uid, metadata.GetString("uid"), "The object might have been deleted and then recreated");
        if (options.ResourceVersion is { } version && version != metadata.GetString("resourceVersion"))
            throw Unmet(request, "ResourceVersion", version, metadata.GetString("resourceVersion"), "The object might have been modified");
    }

    /// <summary>Upstream names the kind, not the resource, in this one conflict.</summary>
    private static ApiException Unmet(WriteRequest request, string what, string wanted, string? found, string hint) => ApiException.Conflict(
        new(request.GroupResource.Group, request.Resource.Kind),
        request.Name,
        $"the {what} in the precondition ({wanted}) does not match the {what} in record ({found}). {hint}");
}

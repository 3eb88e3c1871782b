using System.Globalization;
using System.Security.Cryptography;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry;

/// <summary>Makes objects: prepares, admits, validates, commits.</summary>
internal sealed class ObjectCreator(ObjectStore store, AdmissionRunner admission, ObjectSchemas schemas, StrategyTable strategies, TimeProvider time)
{
    /// <summary>How often a generated name is tried anew when it is taken, as upstream bounds it.</summary>
    private const int NameAttempts = 8;

    private const int CompanionAttempts = 32;
    private const int SuffixLength = 5;
    private const int MaxGeneratedBase = 58;
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>Stores a decoded body as a new object.</summary>
    /// <returns>The whole object as it was stored (or would have been, for a dry run).</returns>
    public async Task<WriteOutcome> CreateAsync(WriteRequest request, DocObject document)
    {
        ObjectRules.EnsureMatches(request, document);
        ObjectRules.EnsureBounded(document);
        var metadata = ObjectMeta.Of(document);
        if (ulong.TryParse(metadata.GetString("resourceVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version != 0)
            throw ApiException.BadRequest("resourceVersion should not be set on objects to be created");
        var generate = string.IsNullOrEmpty(metadata.GetString("name")) ? metadata.GetString("generateName") ?? "" : "";
        for (var attempt = 1; ; attempt++)
        {
            var candidate = generate.Length > 0 ? document.Clone() : document;
            if (generate.Length > 0)
                ObjectMeta.Of(candidate)["name"] = GenerateName(generate);
            try
            {
                return await CreateNamedAsync(request, candidate).ConfigureAwait(false);
            }
            catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists && generate.Length > 0 && attempt < NameAttempts)
            {
                // Another object has the generated name: draw again.
            }
        }
    }

    private async Task<WriteOutcome> CreateNamedAsync(WriteRequest request, DocObject document)
    {
        var strategy = strategies.For(request.StorageResource);
        schemas.Default(request.Resource, document);
        strategy.Name(document);
        Stamp(document);
        schemas.Track(request, document, null);
        var named = request with { Name = ObjectMeta.Name(document) };
        request.Context.ObjectName = named.Name;
        var attributes = AdmissionRunner.Attributes(named, AdmissionOperation.Create, document, null);
        await admission.MutateAsync(named, attributes).ConfigureAwait(false);
        document = attributes.Object!;
        schemas.Settle(request, document, null);
        strategy.PrepareForCreate(request, document);
        for (var attempt = 0; attempt < CompanionAttempts; attempt++)
        {
            var candidate = strategy.HasCompanions ? document.Clone() : document;
            attributes.Object = candidate;
            var companions = strategy.HasCompanions ? await strategy.PlanCompanionsAsync(named, candidate, null).ConfigureAwait(false) : [];
            if (attempt == 0)
            {
                schemas.EnsureValid(named, candidate, null);
                await admission.ValidateAsync(named, attributes).ConfigureAwait(false);
            }

            if (request.DryRun)
                return await DryRunAsync(named, candidate).ConfigureAwait(false);
            if (await CommitAsync(named, candidate, companions).ConfigureAwait(false) is { } outcome)
                return outcome;
        }

        throw ApiException.Internal("no address or port could be claimed");
    }

    private async Task<WriteOutcome?> CommitAsync(WriteRequest request, DocObject document, IReadOnlyList<StoreWrite> companions)
    {
        var stored = StoredDocument.Encode(await schemas.ToStorageAsync(request.Resource, document, request.Cancellation).ConfigureAwait(false));
        StoreWrite[] writes = [ObjectStore.Write(request.StorageResource, request.Namespace, request.Name, stored, 0), .. companions];
        var commit = await store.CommitAsync(writes, request.Cancellation).ConfigureAwait(false);
        if (commit.Committed)
            return new(StoredDocument.Splice(stored, commit.Revision), Created: true);
        return ObjectStore.Failed(commit, writes, 0) ? throw ApiException.AlreadyExists(request.GroupResource, request.Name) : null;
    }

    private async Task<WriteOutcome> DryRunAsync(WriteRequest request, DocObject document)
    {
        if (await store.GetAsync(request.StorageResource, request.Namespace, request.Name, request.Cancellation).ConfigureAwait(false) is not null)
            throw ApiException.AlreadyExists(request.GroupResource, request.Name);
        return new(StoredDocument.Encode(await schemas.ToStorageAsync(request.Resource, document, request.Cancellation).ConfigureAwait(false)), Created: true);
    }

    private void Stamp(DocObject document)
    {
        var metadata = ObjectMeta.Of(document);
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = ObjectMeta.Timestamp(time.GetUtcNow());
        metadata.Remove("deletionTimestamp");
        metadata.Remove("deletionGracePeriodSeconds");
        metadata.Remove("resourceVersion");
        metadata.Remove("selfLink");
    }

    private static string GenerateName(string generate)
    {
        var stem = generate.Length > MaxGeneratedBase ? generate[..MaxGeneratedBase] : generate;
        return stem + RandomNumberGenerator.GetString(SuffixLetters, SuffixLength);
    }
}

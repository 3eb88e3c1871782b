using System.Buffers;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Protobuf;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>GET of a collection: finds the snapshot and the page, then streams stored bytes, or builds a document where the client wants another form.</summary>
internal sealed class ListVerb(ObjectCache cache, SnapshotFinder snapshots, ObjectSchemas schemas, ShapeWriter shapes)
{
    private const string InconsistentContinue =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the " +
        "continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects " +
        "that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        var format = ObjectResponder.Negotiate(context, resource);
        var request = ListRequest.Of(context, resource);
        var page = await FindPageAsync(request, cache.For(resource.StorageResource), context.Aborted).ConfigureAwait(false);
        await request.Selection.PrepareAsync(page.Snapshot.Index.Range(request.Selection.KeyPrefix, page.StartAfter), schemas, context.Aborted).ConfigureAwait(false);
        var end = page.FindEnd(request.Selection);
        if (end.Token.Length > 0 && page.TokenRevision >= 0)
            cache.For(resource.StorageResource).Shelf.Keep(page.TokenRevision, page.Snapshot);
        if (format.IsPlain && resource.IsStorageVersion && IsUniform(resource, page))
        {
            await new ListStream(context, resource, request.Selection).WriteAsync(page, end).ConfigureAwait(false);
            return;
        }

        if (format is { Encoding: ResponseEncoding.Protobuf, Shape: ResponseShape.Object })
        {
            await WriteProtobufAsync(context, resource, request, page, end).ConfigureAwait(false);
            return;
        }

        var items = await schemas.FromStorageAsync(resource, Selected(request, page, end.LastKey), context.Aborted).ConfigureAwait(false);
        var metadata = ListDocument.Metadata(page.Revision, end.Token, end.Remaining);
        await Responder.WriteAsync(context, 200, Shape(context, resource, format, items, metadata), format).ConfigureAwait(false);
    }

    private async Task WriteProtobufAsync(
        RequestContext context, ResourceInfo resource, ListRequest request, ListPage page, (string Token, long? Remaining, string LastKey) end)
    {
        var selected = Selected(request, page, end.LastKey);
        var items = resource.IsStorageVersion
            ? selected.Select(entry => entry.Utf8)
            : (await schemas.FromStorageAsync(resource, selected, context.Aborted).ConfigureAwait(false)).Select(item => (ReadOnlyMemory<byte>)item.ToUtf8());
        var metadata = ListDocument.Metadata(page.Revision, end.Token, end.Remaining).ToUtf8();
        var message = new ArrayBufferWriter<byte>(64 << 10);
        ProtobufCodec.TryEncodeList(message, resource.GroupVersion, resource.Kind, metadata, items);
        await Responder.WriteBytesAsync(context, 200, ProtobufCodec.MediaType, message.WrittenMemory).ConfigureAwait(false);
    }

    private DocObject Shape(RequestContext context, ResourceInfo resource, ResponseFormat format, IReadOnlyList<DocObject> items, DocObject metadata) => format.Shape switch
    {
        ResponseShape.Table => shapes.Table(resource, items, context.Info.Query.Get("includeObject"), metadata),
        ResponseShape.PartialMetadata => new()
        {
            { "kind", "PartialObjectMetadataList" },
            { "apiVersion", "meta.k8s.io/v1" },
            { "metadata", metadata },
            { "items", new DocArray(items.Select(ShapeWriter.Partial)) },
        },
        _ => new()
        {
            { "kind", resource.ListKind },
            { "apiVersion", resource.ApiVersion },
            { "metadata", metadata },
            { "items", new DocArray(items) },
        },
    };

    /// <summary>Built-in kinds are always stored in one version. Definitions may have changed theirs, and old objects wait to be written again.</summary>
    private bool IsUniform(ResourceInfo resource, ListPage page)
    {
        if (!resource.IsCustom)
            return true;
        foreach (var entry in page.Snapshot.Index.Range(""))
        {
            if (!schemas.CanServe(resource, entry.Utf8.Span))
                return false;
        }

        return true;
    }

    private static List<CacheEntry> Selected(ListRequest request, ListPage page, string lastKey)
    {
        var items = new List<CacheEntry>();
        foreach (var entry in page.Snapshot.Index.Range(request.Selection.KeyPrefix, page.StartAfter))
        {
            if (!request.Selection.Matches(entry))
                continue;
            items.Add(entry);
            if (entry.Key == lastKey)
                break;
        }

        return items;
    }

    private async ValueTask<ListPage> FindPageAsync(ListRequest request, ResourceCache resource, CancellationToken cancellationToken)
    {
        if (request.Continue.Length > 0)
            return await ContinueAsync(request, resource, cancellationToken).ConfigureAwait(false);
        if (request.Match == "Exact")
        {
            var exact = await snapshots.ExactAsync(resource, request.Revision!.Value, cancellationToken).ConfigureAwait(false)
                ?? throw ApiException.Expired("The resourceVersion for the provided list is too old.");
            return new(exact, request.Revision.Value, "", request.Limit, request.Revision.Value);
        }

        var (snapshot, revision) = request.Revision is { } wanted
            ? await snapshots.NotOlderThanAsync(resource, wanted, cancellationToken).ConfigureAwait(false)
            : await snapshots.NewestAsync(resource, cancellationToken).ConfigureAwait(false);
        return new(snapshot, revision, "", request.Limit, revision);
    }

    private async ValueTask<ListPage> ContinueAsync(ListRequest request, ResourceCache resource, CancellationToken cancellationToken)
    {
        var prefix = request.Selection.KeyPrefix;
        var token = ContinueToken.Decode(request.Continue, prefix);
        if (token.Revision == ContinueToken.Inconsistent)
        {
            var (snapshot, revision) = await snapshots.NewestAsync(resource, cancellationToken).ConfigureAwait(false);
            return new(snapshot, revision, token.StartAfter, request.Limit, revision);
        }

        var exact = token.Revision < cache.Horizon.Oldest ? null : await snapshots.ExactAsync(resource, token.Revision, cancellationToken).ConfigureAwait(false);
        if (exact is null)
            throw TooOld(token, prefix);
        return new(exact, token.Revision, token.StartAfter, request.Limit, token.Revision);
    }

    private static ApiException TooOld(ContinueToken token, string prefix) => new(410, StatusReason.Expired, InconsistentContinue)
    {
        ContinueToken = (token with { Revision = ContinueToken.Inconsistent }).Encode(prefix),
    };
}

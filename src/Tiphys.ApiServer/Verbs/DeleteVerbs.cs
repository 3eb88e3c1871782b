using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Selecting;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>DELETE of one object and of a collection.</summary>
internal sealed class DeleteVerbs(ObjectDeleter deleter, ObjectCache cache, ObjectSchemas schemas, StrategyTable strategies, ObjectResponder responder)
{
    private static readonly GroupResource Jobs = new("batch", "jobs");

    public async Task DeleteAsync(RequestContext context, ResourceInfo resource)
    {
        var options = await ReadOptionsAsync(context, resource).ConfigureAwait(false);
        var request = WriteRequest.OfDelete(context, resource, options);
        var outcome = await deleter.DeleteAsync(request, options).ConfigureAwait(false);
        if (!outcome.Deleted || strategies.For(resource.StorageResource).ReturnsDeletedObject)
        {
            var code = !outcome.Deleted && options.AcceptedWhenPending ? 202 : 200;
            await responder.WriteAsync(context, code, resource, outcome.Utf8).ConfigureAwait(false);
            return;
        }

        var status = SuccessStatus(resource, request.Name, ObjectMeta.Uid(DocReader.ParseObject(outcome.Utf8)));
        await Responder.WriteAsync(context, 200, status, AcceptHeader.NegotiateOrJson(context.Http.Request)).ConfigureAwait(false);
    }

    public async Task DeleteCollectionAsync(RequestContext context, ResourceInfo resource)
    {
        var options = await ReadOptionsAsync(context, resource).ConfigureAwait(false);
        var request = WriteRequest.OfDelete(context, resource, options);
        var asked = ListRequest.Of(context, resource);
        var selection = asked.Selection;
        var start = asked.Continue.Length > 0 ? ContinueToken.Decode(asked.Continue, selection.KeyPrefix).StartAfter : "";
        await cache.FenceAsync(context.Aborted).ConfigureAwait(false);
        var (snapshot, revision) = cache.ReadNow(cache.For(resource.StorageResource));
        await selection.PrepareAsync(snapshot.Index.Range(selection.KeyPrefix, start), schemas, context.Aborted).ConfigureAwait(false);
        var end = new ListPage(snapshot, revision, start, asked.Limit, revision).FindEnd(selection);
        var items = new DocArray();
        foreach (var entry in Selected(snapshot, selection, start, end.LastKey))
        {
            try
            {
                var one = request with { Namespace = entry.Namespace, Name = entry.Name };
                await deleter.DeleteAsync(one, options).ConfigureAwait(false);
            }
            catch (Api.Errors.ApiException e) when (e.Code == 404)
            {
                // Somebody else was faster; it is gone, as was asked.
            }

            // The answer is the list as it was found.
            var item = await schemas.FromStorageAsync(resource, entry.Utf8, context.Aborted).ConfigureAwait(false);
            if (!resource.IsCustom)
            {
                item.Remove("kind");
                item.Remove("apiVersion");
            }

            items.Add(item);
        }

        var list = ListDocument.Make(resource, items, revision, end.Token, end.Remaining);
        await Responder.WriteAsync(context, 200, list, AcceptHeader.NegotiateOrJson(context.Http.Request)).ConfigureAwait(false);
    }

    private static async ValueTask<DeleteOptions> ReadOptionsAsync(RequestContext context, ResourceInfo resource)
    {
        var options = DeleteOptions.Of(await BodyIntake.ReadAsync(context).ConfigureAwait(false), context.Info.Query);
        if (options is { PropagationPolicy: null, OrphanDependents: null } && resource.GroupResource == Jobs)
        {
            context.Warnings.Add("child pods are preserved by default when jobs are deleted; "
                + "set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning");
        }

        return options;
    }

    private static List<CacheEntry> Selected(CacheSnapshot snapshot, Selection selection, string start, string last)
    {
        var found = new List<CacheEntry>();
        foreach (var entry in snapshot.Index.Range(selection.KeyPrefix, start))
        {
            if (!selection.Matches(entry))
                continue;
            found.Add(entry);
            if (entry.Key == last)
                break;
        }

        return found;
    }

    private static DocObject SuccessStatus(ResourceInfo resource, string name, string uid)
    {
        var details = new DocObject { { "name", name } };
        if (resource.GroupVersion.Group.Length > 0)
            details["group"] = resource.GroupVersion.Group;
        details["kind"] = resource.Resource;
        details["uid"] = uid;
        return new()
        {
            { "kind", "Status" },
            { "apiVersion", "v1" },
            { "metadata", new DocObject() },
            { "status", "Success" },
            { "details", details },
        };
    }
}

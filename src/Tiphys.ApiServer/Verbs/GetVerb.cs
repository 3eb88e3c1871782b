using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>GET of one object.</summary>
internal sealed class GetVerb(ObjectCache cache, ObjectResponder responder)
{
    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        var info = context.Info;

        // Version 0 means: whatever is at hand. Everything else is answered as new as the newest commit, which satisfies any NotOlderThan.
        if (info.Query.Get("resourceVersion") is not "0")
            await cache.FenceAsync(context.Aborted).ConfigureAwait(false);
        var key = KeyLayout.ObjectKey(resource.Namespaced ? info.Namespace : "", info.Name);
        if (!cache.For(resource.StorageResource).Snapshot.Index.TryGet(key, out var entry))
            throw ApiException.NotFound(resource.GroupResource, info.Name);
        await responder.WriteAsync(context, 200, resource, entry.Utf8).ConfigureAwait(false);
    }
}

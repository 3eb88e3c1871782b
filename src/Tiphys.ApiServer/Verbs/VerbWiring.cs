using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Puts the verbs together over the registry and the cache.</summary>
internal sealed class VerbWiring(ApiServerOptions options, ObjectRegistry registry, ObjectCache cache, CatalogHolder catalog, CancellationToken stopping)
{
    public ResourceDispatcher MakeDispatcher(IReadOnlyList<IVirtualResource> virtualResources, IAuthorizer authorizer)
    {
        var schemas = registry.Schemas;
        var shapes = new ShapeWriter(catalog, options.Time);
        var responder = new ObjectResponder(schemas, shapes);
        var snapshots = new SnapshotFinder(cache, options.Store, options.Time);
        var write = new WriteVerbs(registry.Creator, registry.Updater, registry.Store, registry.Strategies, responder);
        return new(catalog, new SubresourceWiring(options, registry, cache, authorizer).MakeTable(virtualResources))
        {
            Get = new(cache, responder),
            List = new(cache, snapshots, schemas, shapes),
            Watch = new(cache, snapshots, new(options.Store, cache, options.Time), schemas, shapes, options.Time, options.MinRequestTimeout, stopping),
            Write = write,
            Patch = new(registry.Updater, new(registry.Updater, registry.Creator, responder, options.Time), responder),
            Delete = new(registry.Deleter, cache, schemas, registry.Strategies, responder),
        };
    }
}

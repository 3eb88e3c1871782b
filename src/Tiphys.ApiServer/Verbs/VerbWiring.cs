using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Puts the verbs together over one store and one cache.</summary>
internal sealed class VerbWiring(
    ApiServerOptions options,
    ObjectStore store,
    ObjectCache cache,
    ObjectSchemas schemas,
    CatalogHolder catalog,
    ServerSecurity security,
    CancellationToken stopping)
{
    public ResourceDispatcher MakeDispatcher()
    {
        var time = options.Time;
        var strategies = BuiltInStrategies.Make();
        var admission = new AdmissionRunner(security.Admission);
        var creator = new ObjectCreator(store, admission, schemas, strategies, time);
        var updater = new ObjectUpdater(store, admission, schemas, strategies);
        var deleter = new ObjectDeleter(store, admission, schemas, strategies, time);
        var shapes = new ShapeWriter(time);
        var responder = new ObjectResponder(schemas, shapes);
        var snapshots = new SnapshotFinder(cache, options.Store, time);
        return new(catalog, MakeSubresources(admission))
        {
            Get = new(cache, responder),
            List = new(cache, snapshots, schemas, shapes),
            Watch = new(cache, snapshots, schemas, shapes, time, stopping),
            Write = new(creator, updater, store, strategies, responder),
            Patch = new(updater, responder),
            Delete = new(deleter, cache, schemas, strategies, responder),
        };
    }

    private SubresourceTable MakeSubresources(AdmissionRunner admission)
    {
        var table = new SubresourceTable();
        var kinds = new BodyKinds();
        foreach (var resource in security.VirtualResources)
            table.Add(resource.Resource, resource.Subresource, new VirtualResourceHandler(resource, admission, kinds));
        return table;
    }
}

using Tiphys.ApiServer.Registry.Services;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Registry;

/// <summary>Everything that writes objects, put together over one store and one cache.</summary>
internal sealed class ObjectRegistry
{
    public ObjectRegistry(ApiServerOptions options, ObjectStore store, ObjectCache cache, ObjectSchemas schemas, CatalogHolder catalog, ServerSecurity security)
    {
        var addresses = new AddressClaims(options.Services, cache, options.Time);
        Pool = addresses.Pool;
        Store = store;
        Catalog = catalog;
        Schemas = schemas;
        Strategies = BuiltInStrategies.Make(new(addresses, new(options.Services, options.Store)), options.Time);
        Admission = new(security.Admission);
        Creator = new(store, Admission, schemas, Strategies, options.Time);
        Updater = new(store, Admission, schemas, Strategies);
        Deleter = new(store, Admission, schemas, Strategies, options.Time);
        ServerWriter = new(Creator, catalog, options.Time);
    }

    public AddressPool Pool { get; }

    public ObjectStore Store { get; }

    public CatalogHolder Catalog { get; }

    public ObjectSchemas Schemas { get; }

    public StrategyTable Strategies { get; }

    public AdmissionRunner Admission { get; }

    public ObjectCreator Creator { get; }

    public ObjectUpdater Updater { get; }

    public ObjectDeleter Deleter { get; }

    public ServerWriter ServerWriter { get; }
}

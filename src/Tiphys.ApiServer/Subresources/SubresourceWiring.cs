using Tiphys.Api.Resources;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources.Nodes;
using Tiphys.ApiServer.Subresources.Proxying;
using Tiphys.ApiServer.Subresources.Streaming;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Which subresource is answered by what.</summary>
internal sealed class SubresourceWiring(ApiServerOptions options, ObjectRegistry registry, ObjectCache cache, IAuthorizer authorizer)
{
    public SubresourceTable MakeTable(IReadOnlyList<IVirtualResource> virtualResources)
    {
        var scale = new ScaleHandler(registry.Updater, registry.Store, registry.Schemas, registry.Catalog, options.Time);
        var table = new SubresourceTable { CustomScale = scale };
        var kinds = new BodyKinds();
        foreach (var resource in virtualResources)
            table.Add(resource.Resource, resource.Subresource, new VirtualResourceHandler(resource, registry.Admission, kinds));
        foreach (var name in (ReadOnlySpan<string>)["deployments", "replicasets", "statefulsets"])
            table.Add(new("apps", name), "scale", scale);
        table.Add(new("", "replicationcontrollers"), "scale", scale);
        var binding = new BindingHandler(registry.Updater, registry.Admission, kinds, options.Time);
        table.Add(BuiltInResources.Pods, "binding", binding);
        table.Add(new GroupResource("", "bindings"), "", binding);
        table.Add(BuiltInResources.Pods, "eviction", new EvictionHandler(registry, cache, kinds, options.Time));
        AddStreams(table);
        return table;
    }

    private void AddStreams(SubresourceTable table)
    {
        var nodes = new NodeLocator(options.Nodes, cache);
        var connector = new NodeConnector(options.Nodes, new TargetGuard(options.Nodes));
        var gate = new ConnectGate(authorizer);
        var streams = new PodStreamHandler(cache, nodes, connector, registry.Admission, gate);
        table.Add(BuiltInResources.Pods, "log", new PodLogHandler(cache, nodes, connector));
        foreach (var name in (ReadOnlySpan<string>)["exec", "attach", "portforward"])
            table.Add(BuiltInResources.Pods, name, streams);
        var proxy = new ProxyHandler(cache, nodes, connector, registry.Admission, gate);
        table.Add(BuiltInResources.Pods, "proxy", proxy);
        table.Add(BuiltInResources.Services, "proxy", proxy);
        table.Add(BuiltInResources.Nodes, "proxy", proxy);
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry.Services;

/// <summary>The range of service addresses, and the service through which pods find this server. Made or mended at start.</summary>
internal sealed class ServiceBootstrap(ServiceNetwork network, AddressPool pool, IObjectReader reader, IObjectWriter writer, ServerWriter services)
{
    private const string Name = "kubernetes";
    private static readonly GroupResource Ranges = new("networking.k8s.io", "servicecidrs");
    private static readonly GroupResource Slices = new("discovery.k8s.io", "endpointslices");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (reader.Get(Ranges, "", Name) is null)
            await writer.CreateAsync(Ranges, Range(), cancellationToken).ConfigureAwait(false);
        if (reader.Get(BuiltInResources.Services, "default", Name) is null)
            await services.CreateAsync(BuiltInResources.Services, Service(), cancellationToken).ConfigureAwait(false);
        if (network.Advertised is null)
            return;
        await KeepAsync(BuiltInResources.Endpoints, Endpoints(), "subsets", cancellationToken).ConfigureAwait(false);
        await KeepAsync(Slices, Slice(), "endpoints", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the object, or puts the part that matters right.</summary>
    private async Task KeepAsync(GroupResource resource, DocObject wanted, string part, CancellationToken cancellationToken)
    {
        try
        {
            if (reader.Get(resource, "default", Name)?.Decode() is not { } present)
            {
                await writer.CreateAsync(resource, wanted, cancellationToken).ConfigureAwait(false);
                return;
            }

            if (wanted[part]!.DeepEquals(present[part]))
                return;
            present[part] = wanted[part];
            await writer.UpdateAsync(resource, present, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 409)
        {
            // Another server of the same store keeps the same object.
        }
    }

    private DocObject Range() => new()
    {
        { "kind", "ServiceCIDR" },
        { "apiVersion", "networking.k8s.io/v1" },
        {
            "metadata", new DocObject
            {
                { "name", Name },
                { "finalizers", new DocArray(["networking.k8s.io/service-cidr-finalizer"]) },
            }
        },
        { "spec", new DocObject { { "cidrs", new DocArray([network.Cidr.ToString()]) } } },
        {
            "status", new DocObject
            {
                {
                    "conditions", new DocArray([new DocObject
                    {
                        { "type", "Ready" },
                        { "status", "True" },
                        { "lastTransitionTime", ObjectMeta.Timestamp(services.Now) },
                        { "reason", "" },
                        { "message", "Kubernetes Service CIDR is ready" },
                    }])
                },
            }
        },
    };

    private DocObject Service() => new()
    {
        { "kind", "Service" },
        { "apiVersion", "v1" },
        { "metadata", Metadata("component", "apiserver", "provider", "kubernetes") },
        {
            "spec", new DocObject
            {
                { "type", "ClusterIP" },
                { "clusterIP", pool.First.ToString() },
                { "sessionAffinity", "None" },
                {
                    "ports", new DocArray([new DocObject
                    {
                        { "name", "https" }, { "protocol", "TCP" }, { "port", 443 }, { "targetPort", network.Advertised?.Port ?? 6443 },
                    }])
                },
            }
        },
    };

    private DocObject Endpoints() => new()
    {
        { "kind", "Endpoints" },
        { "apiVersion", "v1" },
        { "metadata", Metadata("endpointslice.kubernetes.io/skip-mirror", "true") },
        {
            "subsets", new DocArray([new DocObject
            {
                { "addresses", new DocArray([new DocObject { { "ip", network.Advertised!.Address.ToString() } }]) },
                { "ports", new DocArray([Port()]) },
            }])
        },
    };

    private DocObject Slice() => new()
    {
        { "kind", "EndpointSlice" },
        { "apiVersion", "discovery.k8s.io/v1" },
        { "metadata", Metadata("kubernetes.io/service-name", Name) },
        { "addressType", "IPv4" },
        {
            "endpoints", new DocArray([new DocObject
            {
                { "addresses", new DocArray([network.Advertised!.Address.ToString()]) },
                { "conditions", new DocObject { { "ready", true } } },
            }])
        },
        { "ports", new DocArray([Port()]) },
    };

    private DocObject Port() => new() { { "name", "https" }, { "port", network.Advertised!.Port }, { "protocol", "TCP" } };

    private static DocObject Metadata(params ReadOnlySpan<string> labels)
    {
        var map = new DocObject();
        for (var i = 0; i < labels.Length; i += 2)
            map[labels[i]] = labels[i + 1];
        return new() { { "name", Name }, { "namespace", "default" }, { "labels", map } };
    }
}

using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.EndpointSlices;

/// <summary>Keeps the EndpointSlices of services that have a selector.</summary>
internal sealed class EndpointSliceController : KeyedController
{
    private const string HeadlessLabel = "service.kubernetes.io/headless";
    private const string ZoneLabel = "topology.kubernetes.io/zone";
    private readonly ObjectCache<V1Service> _services;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly ObjectCache<V1Node> _nodes;
    private readonly ManagedSlices _slices;

    public EndpointSliceController(ControllerContext context)
        : base(context, "endpointslice-controller", workers: 5)
    {
        _slices = new("endpointslice-controller.k8s.io", context.Time);
        _services = WatchOwn<V1Service>();
        _nodes = Follow<V1Node>();
        _slices.Attach(Watch<V1EndpointSlice>(change =>
        {
            if (_slices.Seen(change) is { } key)
                Queue.Add(key);
        }));
        _pods = Watch<V1Pod>(change =>
        {
            foreach (var key in ServicePods.ServicesOf(_services, change))
                Queue.Add(key);
        });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        // Without its selector a service's slices are its owner's business; without the service, the garbage collector's.
        if (_services.Get(key) is not { } service || service.IsDeleting() || service.Spec.Selector is not { Count: > 0 } || service.Spec.Type == "ExternalName")
        {
            _slices.Forget(key);
            return ReconcileResult.Done;
        }

        if (!_slices.AreCurrent(key))
            return ReconcileResult.Done;
        var desired = DesiredEndpoints.Of(service, ServicePods.Reachable(service, _pods), node => _nodes.Get("", node)?.Label(ZoneLabel));
        var plan = SlicePlan.Decide(desired, _slices.Of(key), slice => Dress(service, slice));
        await _slices.ApplyAsync(Client, key, plan, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    private V1EndpointSlice Dress(V1Service service, V1EndpointSlice slice)
    {
        var labels = new Dictionary<string, string>(service.Metadata.Labels ?? new Dictionary<string, string>());
        labels.Remove(HeadlessLabel);
        if (service.Spec.ClusterIP == "None")
            labels[HeadlessLabel] = "";
        return _slices.Dress(slice, service.Metadata, OwnerIdentity.Of(service), labels);
    }
}

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
    private const string ManagedBy = "endpointslice-controller.k8s.io";
    private const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    private const string ServiceLabel = "kubernetes.io/service-name";
    private const string HeadlessLabel = "service.kubernetes.io/headless";
    private const string ZoneLabel = "topology.kubernetes.io/zone";
    private const string ByService = "service";
    private readonly ObjectCache<V1Service> _services;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly ObjectCache<V1Node> _nodes;
    private readonly ObjectCache<V1EndpointSlice> _slices;
    private readonly Expectations _expectations;

    public EndpointSliceController(ControllerContext context)
        : base(context, "endpointslice-controller", workers: 5)
    {
        _expectations = new(context.Time);
        _services = WatchOwn<V1Service>();
        _nodes = Follow<V1Node>();
        _slices = Watch<V1EndpointSlice>(OnSlice);
        _slices.AddIndex(ByService, slice => slice.Label(ManagedByLabel) == ManagedBy && slice.Label(ServiceLabel) is { } name
            ? [$"{slice.Metadata.NamespaceProperty}/{name}"]
            : []);
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
            _expectations.Forget(key);
            return ReconcileResult.Done;
        }

        if (!_expectations.Satisfied(key))
            return ReconcileResult.Done;
        var desired = DesiredEndpoints.Of(service, ServicePods.Reachable(service, _pods), node => _nodes.Get("", node)?.Label(ZoneLabel));
        var present = _slices.ByIndex(ByService, key.ToString()).Where(slice => !slice.IsDeleting()).ToArray();
        var plan = SlicePlan.Decide(desired, present, slice => Dress(service, slice));
        if (plan.Create.Count > 0)
            _expectations.ExpectCreations(key, plan.Create.Count);
        try
        {
            await SliceApplier.ApplyAsync(Client, plan, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // What was created before the failure is seen by the next pass; waiting for what was not would take minutes.
            _expectations.Forget(key);
            throw;
        }

        return ReconcileResult.Done;
    }

    private static V1EndpointSlice Dress(V1Service service, V1EndpointSlice slice)
    {
        var labels = new Dictionary<string, string>(service.Metadata.Labels ?? new Dictionary<string, string>())
        {
            [ServiceLabel] = service.Metadata.Name,
            [ManagedByLabel] = ManagedBy,
        };
        labels.Remove(HeadlessLabel);
        if (service.Spec.ClusterIP == "None")
            labels[HeadlessLabel] = "";
        var present = slice.Metadata.Labels;
        var same = present is not null && present.Count == labels.Count && labels.All(pair => present.TryGetValue(pair.Key, out var value) && value == pair.Value);
        return slice with
        {
            Metadata = slice.Metadata with
            {
                GenerateName = slice.Metadata.Name is null ? service.Metadata.Name + "-" : slice.Metadata.GenerateName,
                NamespaceProperty = service.Metadata.NamespaceProperty,
                Labels = same ? present : labels,
                OwnerReferences = slice.Metadata.OwnerReferences is { Count: > 0 } owners ? owners : [OwnerIdentity.Of(service).ToReference()],
            },
        };
    }

    private void OnSlice(InformerChange<V1EndpointSlice> change)
    {
        if (change.Current.Label(ManagedByLabel) != ManagedBy || change.Current.Label(ServiceLabel) is not { } name)
            return;
        var key = new ObjectKey(change.Current.Metadata.NamespaceProperty, name);
        if (change.IsAddition)
            _expectations.CreationSeen(key);
        Queue.Add(key);
    }
}

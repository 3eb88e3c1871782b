using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.EndpointSlices;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.EndpointMirroring;

/// <summary>Mirrors Endpoints that people write for services without a selector into EndpointSlices, which is what proxies read.</summary>
internal sealed class EndpointMirroringController : KeyedController
{
    private const string ManagedBy = "endpointslicemirroring-controller.k8s.io";
    private const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    private const string ServiceLabel = "kubernetes.io/service-name";
    private const string SkipLabel = "endpointslice.kubernetes.io/skip-mirror";
    private const string LeaderAnnotation = "control-plane.alpha.kubernetes.io/leader";
    private const string ByService = "mirrored";
    private readonly ObjectCache<V1Endpoints> _endpoints;
    private readonly ObjectCache<V1Service> _services;
    private readonly ObjectCache<V1EndpointSlice> _slices;
    private readonly Expectations _expectations;

    public EndpointMirroringController(ControllerContext context)
        : base(context, "endpointslice-mirroring-controller")
    {
        _expectations = new(context.Time);
        _endpoints = WatchOwn<V1Endpoints>();
        _services = WatchOwn<V1Service>();
        _slices = Watch<V1EndpointSlice>(OnSlice);
        _slices.AddIndex(ByService, slice => slice.Label(ManagedByLabel) == ManagedBy && slice.Label(ServiceLabel) is { } name
            ? [$"{slice.Metadata.NamespaceProperty}/{name}"]
            : []);
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_expectations.Satisfied(key))
            return ReconcileResult.Done;
        var endpoints = _endpoints.Get(key);
        var present = _slices.ByIndex(ByService, key.ToString()).Where(slice => !slice.IsDeleting()).ToArray();
        if (endpoints is null || !IsMirrored(endpoints, _services.Get(key)))
        {
            await SliceApplier.ApplyAsync(Client, new([], [], present), cancellationToken).ConfigureAwait(false);
            return ReconcileResult.Done;
        }

        var desired = MirrorPlan.Desired(endpoints);
        var plan = desired.Count == 0 ? new SlicePlan([], [], present) : SlicePlan.Decide(desired, present, slice => Dress(endpoints, slice));
        if (plan.Create.Count > 0)
            _expectations.ExpectCreations(key, plan.Create.Count);
        try
        {
            await SliceApplier.ApplyAsync(Client, plan, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The next pass sees what was created before the failure.
            _expectations.Forget(key);
            throw;
        }

        return ReconcileResult.Done;
    }

    private static bool IsMirrored(V1Endpoints endpoints, V1Service? service) =>
        service is { Spec.Selector: null or { Count: 0 } }
        && !endpoints.IsDeleting()
        && endpoints.Label(SkipLabel) != "true"
        && endpoints.Annotation(LeaderAnnotation) is null;

    private static V1EndpointSlice Dress(V1Endpoints endpoints, V1EndpointSlice slice)
    {
        var labels = new Dictionary<string, string>(endpoints.Metadata.Labels ?? new Dictionary<string, string>())
        {
            [ServiceLabel] = endpoints.Metadata.Name,
            [ManagedByLabel] = ManagedBy,
        };
        var present = slice.Metadata.Labels;
        var same = present is not null && present.Count == labels.Count && labels.All(pair => present.TryGetValue(pair.Key, out var value) && value == pair.Value);
        return slice with
        {
            Metadata = slice.Metadata with
            {
                GenerateName = slice.Metadata.Name is null ? endpoints.Metadata.Name + "-" : slice.Metadata.GenerateName,
                NamespaceProperty = endpoints.Metadata.NamespaceProperty,
                Labels = same ? present : labels,
                OwnerReferences = slice.Metadata.OwnerReferences is { Count: > 0 } owners ? owners : [OwnerIdentity.Of(endpoints).ToReference()],
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

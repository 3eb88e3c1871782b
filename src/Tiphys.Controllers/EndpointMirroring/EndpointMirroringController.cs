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
    private const string SkipLabel = "endpointslice.kubernetes.io/skip-mirror";
    private const string LeaderAnnotation = "control-plane.alpha.kubernetes.io/leader";
    private readonly ObjectCache<V1Endpoints> _endpoints;
    private readonly ObjectCache<V1Service> _services;
    private readonly ManagedSlices _slices;

    public EndpointMirroringController(ControllerContext context)
        : base(context, "endpointslice-mirroring-controller")
    {
        _slices = new("endpointslicemirroring-controller.k8s.io", context.Time);
        _endpoints = WatchOwn<V1Endpoints>();
        _services = WatchOwn<V1Service>();
        _slices.Attach(Watch<V1EndpointSlice>(change =>
        {
            if (_slices.Seen(change) is { } key)
                Queue.Add(key);
        }));
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_slices.AreCurrent(key))
            return ReconcileResult.Done;
        var mirrored = _endpoints.Get(key) is { } endpoints && IsMirrored(endpoints, _services.Get(key)) ? endpoints : null;
        await _slices.ApplyAsync(Client, key, Plan(mirrored, _slices.Of(key)), cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    private SlicePlan Plan(V1Endpoints? endpoints, IReadOnlyList<V1EndpointSlice> present)
    {
        if (endpoints is null || MirrorPlan.Desired(endpoints) is not { Count: > 0 } desired)
            return new([], [], present);
        return SlicePlan.Decide(desired, present, slice => _slices.Dress(
            slice, endpoints.Metadata, OwnerIdentity.Of(endpoints), new Dictionary<string, string>(endpoints.Metadata.Labels ?? new Dictionary<string, string>())));
    }

    private static bool IsMirrored(V1Endpoints endpoints, V1Service? service) =>
        service is { Spec.Selector: null or { Count: 0 } }
        && !endpoints.IsDeleting()
        && endpoints.Label(SkipLabel) != "true"
        && endpoints.Annotation(LeaderAnnotation) is null;
}

using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.EndpointSlices;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Endpoints;

/// <summary>Keeps the Endpoints of services that have a selector; EndpointSlices have replaced them, but clients still read them.</summary>
internal sealed class EndpointsController : KeyedController
{
    private const string ManagedByLabel = "endpoints.kubernetes.io/managed-by";
    private const string ManagedBy = "endpoint-controller";
    private const string HeadlessLabel = "service.kubernetes.io/headless";
    private const string OverCapacity = "endpoints.kubernetes.io/over-capacity";
    private readonly ObjectCache<V1Service> _services;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly ObjectCache<V1Endpoints> _endpoints;

    public EndpointsController(ControllerContext context)
        : base(context, "endpoints-controller", workers: 5)
    {
        _services = WatchOwn<V1Service>();
        _endpoints = WatchOwn<V1Endpoints>();
        _pods = Watch<V1Pod>(change =>
        {
            foreach (var key in ServicePods.ServicesOf(_services, change))
                Queue.Add(key);
        });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var present = _endpoints.Get(key);
        if (_services.Get(key) is not { } service)
        {
            if (present?.Label(ManagedByLabel) == ManagedBy)
            {
                await Client.For<V1Endpoints>()
                    .TryDeleteAsync(key.Namespace, key.Name, cancellationToken, DeleteQuery.Default with { Uid = present.Metadata.Uid }).ConfigureAwait(false);
            }

            return ReconcileResult.Done;
        }

        if (service.Spec.Selector is not { Count: > 0 } || service.Spec.Type == "ExternalName" || service.IsDeleting())
            return ReconcileResult.Done;
        var subsets = EndpointsSubsets.Of(service, ServicePods.Reachable(service, _pods), out var truncated);
        var wanted = Make(service, present, subsets, truncated);
        if (present is null)
            await TryCreateAsync(wanted, cancellationToken).ConfigureAwait(false);
        else if (!KubeJson.Write(wanted).AsSpan().SequenceEqual(KubeJson.Write(Tidy(present))))
            await Client.For<V1Endpoints>().UpdateAsync(wanted, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    private static V1Endpoints Make(V1Service service, V1Endpoints? present, List<V1EndpointSubset> subsets, bool truncated)
    {
        var labels = new SortedDictionary<string, string>(service.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [ManagedByLabel] = ManagedBy,
        };
        if (service.Spec.ClusterIP == "None")
            labels[HeadlessLabel] = "";
        else
            labels.Remove(HeadlessLabel);
        var annotations = new SortedDictionary<string, string>(present?.Metadata.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        annotations.Remove(OverCapacity);
        if (truncated)
            annotations[OverCapacity] = "truncated";
        var metadata = present?.Metadata ?? new() { Name = service.Metadata.Name, NamespaceProperty = service.Metadata.NamespaceProperty };
        return new()
        {
            ApiVersion = "v1",
            Kind = "Endpoints",
            Metadata = metadata with { Labels = labels, Annotations = annotations.Count > 0 ? annotations : null },
            Subsets = subsets.Count > 0 ? subsets : null,
        };
    }

    /// <summary>The present object with its maps in the order <see cref="Make"/> gives them, so that both can be compared as bytes.</summary>
    private static V1Endpoints Tidy(V1Endpoints present) => present with
    {
        Metadata = present.Metadata with
        {
            Labels = Sorted(present.Metadata.Labels),
            Annotations = Sorted(present.Metadata.Annotations),
        },
    };

    private static SortedDictionary<string, string>? Sorted(IDictionary<string, string>? map) =>
        map is { Count: > 0 } ? new(map, StringComparer.Ordinal) : null;

    private async Task TryCreateAsync(V1Endpoints wanted, CancellationToken cancellationToken)
    {
        try
        {
            await Client.For<V1Endpoints>().CreateAsync(wanted, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 404 || e.Causes.Any(cause => cause.Reason == "NamespaceTerminating"))
        {
            // The namespace is on its way out, and the service with it.
        }
    }
}

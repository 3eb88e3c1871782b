using k8s;
using k8s.Models;
using Tiphys.Client.Discovery;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.ResourceQuotas;

/// <summary>Counts what namespaces use and writes it into their quotas; admission raises the count, this gives back.</summary>
/// <remarks>
/// Admission raises a quota before the object it is for is stored. A count taken in between would be too low, so usage is lowered only
/// when the quota has stood unchanged for a moment.
/// </remarks>
internal sealed class ResourceQuotaController : KeyedController
{
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Recount = TimeSpan.FromMinutes(5);
    private readonly ObjectCache<V1ResourceQuota> _quotas;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly ObjectCache<V1Service> _services;
    private readonly ObjectCache<V1PersistentVolumeClaim> _claims;
    private readonly DiscoveryClient _discovery;
    private readonly Dictionary<ObjectKey, (string Version, long At)> _seen = [];
    private readonly Lock _gate = new();

    public ResourceQuotaController(ControllerContext context)
        : base(context, "resourcequota-controller", workers: 5)
    {
        _discovery = new(Client);
        _quotas = Watch<V1ResourceQuota>(OnQuota);
        _pods = Wake<V1Pod>();
        _services = Wake<V1Service>();
        _claims = Wake<V1PersistentVolumeClaim>();
        Wake<V1ReplicationController>();
        Wake<V1Secret>();
        Wake<V1ConfigMap>();
        Wake<V1ReplicaSet>();
        Wake<V1Deployment>();
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_quotas.Get(key) is not { } quota || quota.IsDeleting())
            return ReconcileResult.Done;
        var hard = quota.Spec.Hard ?? new Dictionary<string, ResourceQuantity>();
        var counted = await CountAsync(quota, hard.Keys, cancellationToken).ConfigureAwait(false);
        var status = new V1ResourceQuotaStatus { Hard = hard, Used = QuotaCount.Format(hard, counted) };
        if (Same(status, quota.Status))
            return ReconcileResult.Later(Recount);
        var age = Age(key, quota);
        if (Lowers(status, quota.Status) && age < Settling)
            return ReconcileResult.Later(Settling - age);
        await Client.For<V1ResourceQuota>().UpdateStatusAsync(quota with { Status = status }, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Later(Recount);
    }

    private async Task<Dictionary<string, decimal>> CountAsync(V1ResourceQuota quota, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var ns = quota.Metadata.NamespaceProperty;
        var scoped = quota.Spec.Scopes is { Count: > 0 } || quota.Spec.ScopeSelector is not null;
        var used = new Dictionary<string, decimal>();
        foreach (var pod in _pods.List(ns).Where(pod => QuotaCount.InScope(quota.Spec, pod)))
            Add(used, QuotaCount.OfPod(pod));
        if (scoped)
            return used;
        foreach (var service in _services.List(ns))
            Add(used, QuotaCount.OfService(service));
        foreach (var claim in _claims.List(ns))
            Add(used, QuotaCount.OfClaim(claim));
        foreach (var name in names.Where(name => name is "replicationcontrollers" or "resourcequotas" or "secrets" or "configmaps"))
            used[name] = await CountObjectsAsync(ns, name, cancellationToken).ConfigureAwait(false);
        foreach (var name in names.Where(name => name.StartsWith("count/", StringComparison.Ordinal)))
            used[name] = await CountObjectsAsync(ns, name["count/".Length..], cancellationToken).ConfigureAwait(false);
        return used;
    }

    private async Task<int> CountObjectsAsync(string ns, string groupResource, CancellationToken cancellationToken)
    {
        var dot = groupResource.IndexOf('.');
        var resource = dot < 0 ? groupResource : groupResource[..dot];
        var group = dot < 0 ? "" : groupResource[(dot + 1)..];
        var served = await _discovery.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        var type = served.Resources.FirstOrDefault(item => item.Type.Resource == resource)?.Type;
        return type is null ? 0 : (await Client.Partial(type).ListAsync(ns, ListQuery.All, cancellationToken).ConfigureAwait(false)).Items.Count;
    }

    private static void Add(Dictionary<string, decimal> used, IEnumerable<(string Name, decimal Amount)> more)
    {
        foreach (var (name, amount) in more)
            used[name] = used.GetValueOrDefault(name) + amount;
    }

    private static bool Same(V1ResourceQuotaStatus left, V1ResourceQuotaStatus? right) => SameAmounts(left.Hard, right?.Hard) && SameAmounts(left.Used, right?.Used);

    private static bool SameAmounts(IDictionary<string, ResourceQuantity> left, IDictionary<string, ResourceQuantity>? right) =>
        left.Count == (right?.Count ?? 0) && left.All(pair => right!.TryGetValue(pair.Key, out var value) && value.ToDecimal() == pair.Value.ToDecimal());

    private static bool Lowers(V1ResourceQuotaStatus next, V1ResourceQuotaStatus? present) =>
        next.Used.Any(pair => present?.Used is not null && present.Used.TryGetValue(pair.Key, out var before) && pair.Value.ToDecimal() < before.ToDecimal());

    private TimeSpan Age(ObjectKey key, V1ResourceQuota quota)
    {
        lock (_gate)
            return _seen.TryGetValue(key, out var seen) && seen.Version == quota.Metadata.ResourceVersion ? Context.Time.GetElapsedTime(seen.At) : TimeSpan.Zero;
    }

    private void OnQuota(InformerChange<V1ResourceQuota> change)
    {
        var key = change.Current.Key();
        lock (_gate)
        {
            if (change.IsDeletion)
                _seen.Remove(key);
            else
                _seen[key] = (change.After.Metadata.ResourceVersion, Context.Time.GetTimestamp());
        }

        Queue.Add(key);
    }

    private ObjectCache<T> Wake<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => Watch<T>(change =>
        {
            if (change is { IsAddition: false, IsDeletion: false } && !MayChangeUse(change.Before!, change.After))
                return;
            foreach (var quota in _quotas.List(change.Current.Metadata.NamespaceProperty))
                Queue.Add(quota.Key());
        });

    private static bool MayChangeUse<T>(T before, T after) => (before, after) switch
    {
        (V1Pod old, V1Pod now) => Pods.PodState.IsEnded(old) != Pods.PodState.IsEnded(now) || old.Metadata.Generation != now.Metadata.Generation,
        (V1Service, V1Service) or (V1PersistentVolumeClaim, V1PersistentVolumeClaim) => true,
        _ => false,
    };
}

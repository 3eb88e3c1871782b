using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Volumes;

/// <summary>Keeps claims from going while a pod uses them.</summary>
internal sealed class ClaimProtectionController : KeyedController
{
    private const string Finalizer = "kubernetes.io/pvc-protection";
    private readonly ObjectCache<V1PersistentVolumeClaim> _claims;

    public ClaimProtectionController(ControllerContext context)
        : base(context, "persistentvolumeclaim-protection-controller")
    {
        _claims = WatchOwn<V1PersistentVolumeClaim>();
        Watch<V1Pod>(change =>
        {
            if (!change.IsDeletion && !change.After.IsEnded())
                return;
            foreach (var name in PodClaims.Of(change.Current))
                Queue.Add(new(change.Current.Metadata.NamespaceProperty, name));
        });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_claims.Get(key) is not { } claim)
            return ReconcileResult.Done;
        var has = claim.HasFinalizer(Finalizer);
        if (!claim.IsDeleting() && !has)
            await WriteAsync(claim, [.. claim.Metadata.Finalizers ?? [], Finalizer], cancellationToken).ConfigureAwait(false);
        else if (claim.IsDeleting() && has && !await IsUsedAsync(key, cancellationToken).ConfigureAwait(false))
            await WriteAsync(claim, [.. claim.Metadata.Finalizers.Where(name => name != Finalizer)], cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    /// <summary>Asked of the server: a pod that the cache has not seen yet must not lose its claim.</summary>
    private async Task<bool> IsUsedAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var pods = await Client.For<V1Pod>().ListAsync(key.Namespace, ListQuery.All, cancellationToken).ConfigureAwait(false);
        return pods.Items.Any(pod => !pod.IsEnded() && !string.IsNullOrEmpty(pod.Spec.NodeName) && PodClaims.Of(pod).Contains(key.Name));
    }

    private Task WriteAsync(V1PersistentVolumeClaim claim, List<string> finalizers, CancellationToken cancellationToken) =>
        Client.For<V1PersistentVolumeClaim>()
            .UpdateAsync(claim with { Metadata = claim.Metadata with { Finalizers = finalizers } }, cancellationToken);
}

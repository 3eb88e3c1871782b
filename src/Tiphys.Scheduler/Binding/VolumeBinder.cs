using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Requests;
using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Volumes;

namespace Tiphys.Scheduler.Binding;

/// <summary>Has the claims bound that wait for a pod's node: takes a volume that is there, or asks for one to be made on that node.</summary>
internal sealed class VolumeBinder(KubeClient client, SharedInformer<V1PersistentVolumeClaim> claims, TimeProvider time, TimeSpan timeout)
{
    private const string SelectedNode = "volume.kubernetes.io/selected-node";

    /// <exception cref="TimeoutException">The claims were not bound in time.</exception>
    public async Task BindAsync(VolumeDemands demands, NodeInfo node, CancellationToken cancellationToken)
    {
        foreach (var claim in demands.Unbound)
        {
            if (claim.Choose(node) is { } volume)
                await ReserveAsync(volume, claim.Claim, cancellationToken).ConfigureAwait(false);
            else
                await AskForAsync(claim.Claim, node.Name, cancellationToken).ConfigureAwait(false);
        }

        foreach (var claim in demands.Unbound)
            await WaitAsync(claim.Claim.Key(), cancellationToken).ConfigureAwait(false);
    }

    private Task ReserveAsync(V1PersistentVolume volume, V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        var reference = new V1ObjectReference
        {
            ApiVersion = "v1",
            Kind = "PersistentVolumeClaim",
            Name = claim.Metadata.Name,
            NamespaceProperty = claim.Metadata.NamespaceProperty,
            Uid = claim.Metadata.Uid,
        };
        return client.For<V1PersistentVolume>().UpdateAsync(volume with { Spec = volume.Spec with { ClaimRef = reference } }, cancellationToken);
    }

    private Task AskForAsync(V1PersistentVolumeClaim claim, string node, CancellationToken cancellationToken)
    {
        if (claim.Annotation(SelectedNode) == node)
            return Task.CompletedTask;
        var change = new DocObject
        {
            { "metadata", new DocObject { { "annotations", new DocObject { { SelectedNode, node } } } } },
        };
        return client.For<V1PersistentVolumeClaim>()
            .PatchAsync(claim.Metadata.NamespaceProperty, claim.Metadata.Name, Patch.Merge(change), cancellationToken);
    }

    private async Task WaitAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var bound = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var following = claims.Subscribe(change =>
        {
            if (change.Current.Key() == key && change.After?.Status?.Phase == "Bound")
                bound.TrySetResult();
        });
        await bound.Task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
    }
}

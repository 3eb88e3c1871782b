using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Volumes;

/// <summary>Makes the claims of generic ephemeral volumes; they belong to their pod and go with it.</summary>
internal sealed class EphemeralVolumeController : KeyedController
{
    private readonly ObjectCache<V1Pod> _pods;
    private readonly ObjectCache<V1PersistentVolumeClaim> _claims;
    private readonly EventRecorder _events;

    public EphemeralVolumeController(ControllerContext context)
        : base(context, "ephemeral-volume-controller")
    {
        _events = context.Recorder("ephemeral_volume");
        _claims = Follow<V1PersistentVolumeClaim>();
        _pods = Watch<V1Pod>(change =>
        {
            if (!change.IsDeletion && change.After.Spec.Volumes?.Any(volume => volume.Ephemeral is not null) == true)
                Queue.Add(change.After.Key());
        });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_pods.Get(key) is not { } pod || pod.IsDeleting() || pod.IsEnded())
            return ReconcileResult.Done;
        foreach (var volume in pod.Spec.Volumes.Where(volume => volume.Ephemeral is not null))
        {
            var present = _claims.Get(key.Namespace, PodClaims.NameOf(pod, volume));
            if (present is null)
                await TryCreateAsync(pod, volume, cancellationToken).ConfigureAwait(false);
            else if (present.ControllerOf()?.Uid != pod.Metadata.Uid)
                _events.Warning(pod.Reference(), "FailedBinding", $"ephemeral volume {volume.Name}: claim {present.Metadata.Name} was not made for this pod");
        }

        return ReconcileResult.Done;
    }

    private async Task TryCreateAsync(V1Pod pod, V1Volume volume, CancellationToken cancellationToken)
    {
        var template = KubeJson.Clone(volume.Ephemeral.VolumeClaimTemplate);
        var claim = new V1PersistentVolumeClaim
        {
            Metadata = new()
            {
                Name = PodClaims.NameOf(pod, volume),
                NamespaceProperty = pod.Metadata.NamespaceProperty,
                Labels = template.Metadata?.Labels,
                Annotations = template.Metadata?.Annotations,
                OwnerReferences = [OwnerIdentity.Of(pod).ToReference()],
            },
            Spec = template.Spec,
        };
        try
        {
            await Client.For<V1PersistentVolumeClaim>().CreateAsync(claim, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists)
        {
            // There, only not in the cache yet.
        }
    }
}

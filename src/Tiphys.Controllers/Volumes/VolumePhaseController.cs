using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Volumes;

/// <summary>Keeps the phase of volumes and reclaims those whose claim is gone.</summary>
internal sealed class VolumePhaseController : KeyedController
{
    private readonly ObjectCache<V1PersistentVolume> _volumes;
    private readonly ObjectCache<V1PersistentVolumeClaim> _claims;
    private readonly EventRecorder _events;
    private readonly LocalPathProvisioner _localPath;

    public VolumePhaseController(ControllerContext context)
        : base(context, "persistentvolume-phase-controller")
    {
        _events = context.Recorder("persistentvolume-controller");
        _localPath = new(context.Client, context.Options);
        _volumes = WatchOwn<V1PersistentVolume>();
        _claims = Watch<V1PersistentVolumeClaim>(change =>
        {
            if (!string.IsNullOrEmpty(change.Current.Spec.VolumeName))
                Queue.Add(new("", change.Current.Spec.VolumeName));
        });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_volumes.Get(key) is not { } volume)
            return ReconcileResult.Done;
        var phase = await PhaseAsync(volume, cancellationToken).ConfigureAwait(false);
        if (volume.Status?.Phase != phase)
        {
            var status = (volume.Status ?? new()) with { Phase = phase, LastPhaseTransitionTime = Now };
            volume = await Client.For<V1PersistentVolume>().UpdateStatusAsync(volume with { Status = status }, cancellationToken).ConfigureAwait(false);
        }

        if (phase == "Released" && volume.Spec.PersistentVolumeReclaimPolicy == "Delete")
            await ReclaimAsync(volume, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    private async Task<string> PhaseAsync(V1PersistentVolume volume, CancellationToken cancellationToken)
    {
        if (volume.Spec.ClaimRef is not { } reference || string.IsNullOrEmpty(reference.Uid))
            return "Available";
        var claim = _claims.Get(reference.NamespaceProperty ?? "", reference.Name);
        if (claim?.Metadata.Uid == reference.Uid)
            return claim!.Spec.VolumeName == volume.Metadata.Name ? "Bound" : volume.Status?.Phase ?? "Available";

        // Data may be lost over this: the cache's word is not enough.
        var fresh = await Client.For<V1PersistentVolumeClaim>()
            .TryGetAsync(reference.NamespaceProperty, reference.Name, cancellationToken).ConfigureAwait(false);
        return fresh?.Metadata.Uid == reference.Uid ? "Bound" : "Released";
    }

    private async Task ReclaimAsync(V1PersistentVolume volume, CancellationToken cancellationToken)
    {
        // Volumes of other provisioners are theirs to delete.
        if (volume.Annotation(LocalPathProvisioner.ProvisionedBy) != LocalPathProvisioner.Name)
            return;
        try
        {
            _localPath.Remove(volume);
        }
        catch (IOException e)
        {
            _events.Warning(volume.Reference(), "VolumeFailedDelete", e.Message);
            throw;
        }

        await Client.For<V1PersistentVolume>()
            .TryDeleteAsync(null, volume.Metadata.Name, cancellationToken, DeleteQuery.Default with { Uid = volume.Metadata.Uid }).ConfigureAwait(false);
    }
}

using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Volumes;

/// <summary>Binds claims to volumes that are there, or has volumes made for them.</summary>
internal sealed class ClaimBinder : KeyedController
{
    public const string BindCompleted = "pv.kubernetes.io/bind-completed";
    public const string BoundByController = "pv.kubernetes.io/bound-by-controller";
    private const string SelectedNode = "volume.kubernetes.io/selected-node";
    private const string Provisioner = "volume.kubernetes.io/storage-provisioner";
    private const string DefaultClass = "storageclass.kubernetes.io/is-default-class";
    private readonly ObjectCache<V1PersistentVolumeClaim> _claims;
    private readonly ObjectCache<V1PersistentVolume> _volumes;
    private readonly ObjectCache<V1StorageClass> _classes;
    private readonly EventRecorder _events;
    private readonly LocalPathProvisioner _localPath;

    public ClaimBinder(ControllerContext context)
        : base(context, "persistentvolume-binder-controller")
    {
        _events = context.Recorder("persistentvolume-controller");
        _localPath = new(context.Client, context.Options);
        _claims = WatchOwn<V1PersistentVolumeClaim>();
        _classes = Watch<V1StorageClass>(_ => WakePending());
        _volumes = Watch<V1PersistentVolume>(OnVolume);
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_claims.Get(key) is not { } claim)
            return ReconcileResult.Done;
        if (!string.IsNullOrEmpty(claim.Spec.VolumeName))
        {
            await CompleteAsync(claim, cancellationToken).ConfigureAwait(false);
            return ReconcileResult.Done;
        }

        if (claim.IsDeleting())
            return ReconcileResult.Done;
        if (claim.Spec.StorageClassName is null && _classes.List().FirstOrDefault(item => item.Annotation(DefaultClass) == "true") is { } fallback)
        {
            var named = claim with { Spec = claim.Spec with { StorageClassName = fallback.Metadata.Name } };
            claim = await Client.For<V1PersistentVolumeClaim>().UpdateAsync(named, cancellationToken).ConfigureAwait(false);
        }

        var storageClass = string.IsNullOrEmpty(claim.Spec.StorageClassName) ? null : _classes.Get("", claim.Spec.StorageClassName);
        var reserved = _volumes.List().FirstOrDefault(volume => VolumeMatch.IsFor(volume, claim));
        if (storageClass?.VolumeBindingMode == "WaitForFirstConsumer" && claim.Annotation(SelectedNode) is null && reserved is null)
        {
            _events.Normal(claim.Reference(), "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
            await MarkAsync(claim, "Pending", null, cancellationToken).ConfigureAwait(false);
            return ReconcileResult.Done;
        }

        if (VolumeMatch.Find(claim, _volumes.List()) is { } volume)
            await BindAsync(claim, volume, cancellationToken).ConfigureAwait(false);
        else
            await ProvisionAsync(claim, storageClass, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    private async Task BindAsync(V1PersistentVolumeClaim claim, V1PersistentVolume volume, CancellationToken cancellationToken)
    {
        if (volume.Spec.ClaimRef?.Uid != claim.Metadata.Uid)
        {
            var reserved = volume.Spec.ClaimRef is not null;
            var reference = claim.Reference();
            var annotations = new Dictionary<string, string>(volume.Metadata.Annotations ?? new Dictionary<string, string>());
            if (!reserved)
                annotations[BoundByController] = "yes";
            var taken = volume with
            {
                Metadata = volume.Metadata with { Annotations = annotations },
                Spec = volume.Spec with { ClaimRef = reference },
            };
            volume = await Client.For<V1PersistentVolume>().UpdateAsync(taken, cancellationToken).ConfigureAwait(false);
        }

        var marks = new Dictionary<string, string>(claim.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            [BindCompleted] = "yes",
            [BoundByController] = "yes",
        };
        var bound = claim with
        {
            Metadata = claim.Metadata with { Annotations = marks },
            Spec = claim.Spec with { VolumeName = volume.Metadata.Name },
        };
        claim = await Client.For<V1PersistentVolumeClaim>().UpdateAsync(bound, cancellationToken).ConfigureAwait(false);
        await MarkBoundAsync(claim, volume, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A claim that names its volume: bound as soon as the volume names the claim; lost if the volume went away.</summary>
    private async Task CompleteAsync(V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        if (_volumes.Get("", claim.Spec.VolumeName) is not { } volume)
        {
            if (claim.Annotation(BindCompleted) is not null && claim.Status?.Phase == "Bound")
            {
                _events.Warning(claim.Reference(), "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
                await MarkAsync(claim, "Lost", null, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        if (volume.Spec.ClaimRef is null || (VolumeMatch.IsFor(volume, claim) && (volume.Spec.ClaimRef.Uid != claim.Metadata.Uid || claim.Annotation(BindCompleted) is null)))
            await BindAsync(claim, volume, cancellationToken).ConfigureAwait(false);
        else if (VolumeMatch.IsFor(volume, claim))
            await MarkBoundAsync(claim, volume, cancellationToken).ConfigureAwait(false);
        else
            _events.Warning(claim.Reference(), "FailedBinding", $"volume \"{volume.Metadata.Name}\" already bound to a different claim.");
    }

    private async Task ProvisionAsync(V1PersistentVolumeClaim claim, V1StorageClass? storageClass, CancellationToken cancellationToken)
    {
        await MarkAsync(claim, "Pending", null, cancellationToken).ConfigureAwait(false);
        if (storageClass is null)
        {
            var reason = string.IsNullOrEmpty(claim.Spec.StorageClassName)
                ? "no persistent volumes available for this claim and no storage class is set"
                : $"storageclass.storage.k8s.io \"{claim.Spec.StorageClassName}\" not found";
            _events.Warning(claim.Reference(), string.IsNullOrEmpty(claim.Spec.StorageClassName) ? "FailedBinding" : "ProvisioningFailed", reason);
            return;
        }

        if (claim.Annotation(Provisioner) != storageClass.Provisioner)
        {
            var annotations = new Dictionary<string, string>(claim.Metadata.Annotations ?? new Dictionary<string, string>()) { [Provisioner] = storageClass.Provisioner };
            var marked = claim with { Metadata = claim.Metadata with { Annotations = annotations } };
            claim = await Client.For<V1PersistentVolumeClaim>().UpdateAsync(marked, cancellationToken).ConfigureAwait(false);
        }

        if (storageClass.Provisioner != LocalPathProvisioner.Name)
        {
            _events.Normal(
                claim.Reference(), "ExternalProvisioning", $"Waiting for a volume to be created either by the external provisioner '{storageClass.Provisioner}' or manually by the system administrator.");
            return;
        }

        if (claim.Annotation(SelectedNode) is not { } node)
            return;
        await _localPath.ProvisionAsync(claim, storageClass, node, cancellationToken).ConfigureAwait(false);
        _events.Normal(claim.Reference(), "ProvisioningSucceeded", $"Successfully provisioned volume {LocalPathProvisioner.VolumeName(claim)}");
    }

    private Task MarkBoundAsync(V1PersistentVolumeClaim claim, V1PersistentVolume volume, CancellationToken cancellationToken) =>
        MarkAsync(claim, "Bound", volume, cancellationToken);

    private async Task MarkAsync(V1PersistentVolumeClaim claim, string phase, V1PersistentVolume? volume, CancellationToken cancellationToken)
    {
        var before = claim.Status ?? new();
        var status = before with
        {
            Phase = phase,
            AccessModes = volume?.Spec.AccessModes ?? before.AccessModes,
            Capacity = volume is null || before.Phase == "Bound" ? before.Capacity : volume.Spec.Capacity,
        };
        if (!KubeJson.Write(status).AsSpan().SequenceEqual(KubeJson.Write(before)))
            await Client.For<V1PersistentVolumeClaim>().UpdateStatusAsync(claim with { Status = status }, cancellationToken).ConfigureAwait(false);
    }

    private void OnVolume(InformerChange<V1PersistentVolume> change)
    {
        if (change.Current.Spec.ClaimRef is { } reference)
            Queue.Add(new(reference.NamespaceProperty ?? "", reference.Name));
        else
            WakePending();
    }

    private void WakePending()
    {
        foreach (var claim in _claims.List().Where(claim => claim.Status?.Phase is null or "Pending"))
            Queue.Add(claim.Key());
    }
}

using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Volumes;

/// <summary>Keeps volumes from going while a claim is bound to them.</summary>
internal sealed class VolumeProtectionController : KeyedController
{
    private const string Finalizer = "kubernetes.io/pv-protection";
    private readonly ObjectCache<V1PersistentVolume> _volumes;

    public VolumeProtectionController(ControllerContext context)
        : base(context, "persistentvolume-protection-controller") => _volumes = WatchOwn<V1PersistentVolume>();

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_volumes.Get(key) is not { } volume)
            return ReconcileResult.Done;
        var has = volume.HasFinalizer(Finalizer);
        if (!volume.IsDeleting() && !has)
            await WriteAsync(volume, [.. volume.Metadata.Finalizers ?? [], Finalizer], cancellationToken).ConfigureAwait(false);
        else if (volume.IsDeleting() && has && volume.Status?.Phase != "Bound")
            await WriteAsync(volume, [.. volume.Metadata.Finalizers.Where(name => name != Finalizer)], cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    private Task WriteAsync(V1PersistentVolume volume, List<string> finalizers, CancellationToken cancellationToken) =>
        Client.For<V1PersistentVolume>()
            .UpdateAsync(volume with { Metadata = volume.Metadata with { Finalizers = finalizers } }, cancellationToken);
}

using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Volumes;

/// <summary>Keeps classes of volume attributes from going while a claim or a volume names them.</summary>
internal sealed class AttributesClassProtectionController : KeyedController
{
    private const string Finalizer = "kubernetes.io/vac-protection";
    private readonly ObjectCache<V1VolumeAttributesClass> _classes;

    public AttributesClassProtectionController(ControllerContext context)
        : base(context, "volumeattributesclass-protection-controller")
    {
        _classes = WatchOwn<V1VolumeAttributesClass>();
        Watch<V1PersistentVolumeClaim>(change => LookAt(NamesOf(change.Before), change.IsDeletion ? [] : NamesOf(change.After)));
        Watch<V1PersistentVolume>(change => LookAt(NamesOf(change.Before), change.IsDeletion ? [] : NamesOf(change.After)));
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_classes.Get(key) is not { } item)
            return ReconcileResult.Done;
        var has = item.HasFinalizer(Finalizer);
        if (!item.IsDeleting() && !has)
            await WriteAsync(item, [.. item.Metadata.Finalizers ?? [], Finalizer], cancellationToken).ConfigureAwait(false);
        else if (item.IsDeleting() && has && !await IsUsedAsync(key.Name, cancellationToken).ConfigureAwait(false))
            await WriteAsync(item, [.. item.Metadata.Finalizers.Where(name => name != Finalizer)], cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    /// <summary>What a claim asks for, what it has, and what it is on its way to.</summary>
    internal static IEnumerable<string> NamesOf(V1PersistentVolumeClaim? claim) => new[]
    {
        claim?.Spec?.VolumeAttributesClassName,
        claim?.Status?.CurrentVolumeAttributesClassName,
        claim?.Status?.ModifyVolumeStatus?.TargetVolumeAttributesClassName,
    }.OfType<string>();

    private static IEnumerable<string> NamesOf(V1PersistentVolume? volume) => volume?.Spec?.VolumeAttributesClassName is { } name ? [name] : [];

    private void LookAt(IEnumerable<string> before, IEnumerable<string> after)
    {
        foreach (var name in before.Except(after))
            Queue.Add(new("", name));
    }

    /// <summary>Asked of the server: a claim that the cache has not seen yet must not lose its class.</summary>
    private async Task<bool> IsUsedAsync(string name, CancellationToken cancellationToken)
    {
        var claims = await Client.For<V1PersistentVolumeClaim>().ListAsync(null, ListQuery.All, cancellationToken).ConfigureAwait(false);
        if (claims.Items.SelectMany(NamesOf).Contains(name))
            return true;
        var volumes = await Client.For<V1PersistentVolume>().ListAsync(null, ListQuery.All, cancellationToken).ConfigureAwait(false);
        return volumes.Items.SelectMany(NamesOf).Contains(name);
    }

    private Task WriteAsync(V1VolumeAttributesClass item, List<string> finalizers, CancellationToken cancellationToken) =>
        Client.For<V1VolumeAttributesClass>().UpdateAsync(item with { Metadata = item.Metadata with { Finalizers = finalizers } }, cancellationToken);
}

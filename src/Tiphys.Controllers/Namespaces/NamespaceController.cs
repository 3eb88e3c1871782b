using k8s.Models;
using Tiphys.Client.Discovery;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Runtime;
using Tiphys.Primitives.Retries;

namespace Tiphys.Controllers.Namespaces;

/// <summary>Empties namespaces that are being deleted and then lets them go.</summary>
internal sealed class NamespaceController : KeyedController
{
    private const string Finalizer = "kubernetes";
    private static readonly BackoffPolicy Waiting = new() { First = TimeSpan.FromMilliseconds(100), Longest = TimeSpan.FromSeconds(5) };
    private readonly ObjectCache<V1Namespace> _namespaces;
    private readonly KeyedBackoff<ObjectKey> _waits = new(Waiting);
    private readonly NamespaceSweep _sweep;

    public NamespaceController(ControllerContext context)
        : base(context, "namespace-controller", workers: 8)
    {
        _sweep = new(context.Client, new DiscoveryClient(context.Client));
        _namespaces = Watch<V1Namespace>(change =>
        {
            if (!change.IsDeletion && change.After.IsDeleting())
                Queue.Add(change.After.Key());
        });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_namespaces.Get(key) is not { } cached || !cached.IsDeleting() || cached.Spec?.Finalizers?.Contains(Finalizer) != true)
        {
            _waits.Forget(key);
            return ReconcileResult.Done;
        }

        var ns = await Client.For<V1Namespace>().TryGetAsync(null, key.Name, cancellationToken).ConfigureAwait(false);
        if (ns is null || ns.Metadata.Uid != cached.Metadata.Uid || !ns.IsDeleting())
            return ReconcileResult.Done;
        if (ns.Status?.Phase != "Terminating")
        {
            var terminating = (ns.Status ?? new()) with { Phase = "Terminating" };
            ns = await Client.For<V1Namespace>().UpdateStatusAsync(ns with { Status = terminating }, cancellationToken).ConfigureAwait(false);
        }

        var found = await _sweep.RunAsync(key.Name, cancellationToken).ConfigureAwait(false);
        ns = await ReportAsync(ns, found, cancellationToken).ConfigureAwait(false);
        if (!found.IsEmpty)
            return ReconcileResult.Later(_waits.Next(key));
        _waits.Forget(key);
        var finalizers = ns.Spec.Finalizers.Where(name => name != Finalizer).ToList();
        await Client.For<V1Namespace>()
            .UpdateSubresourceAsync(ns with { Spec = ns.Spec with { Finalizers = finalizers } }, "finalize", cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    private async Task<V1Namespace> ReportAsync(V1Namespace ns, SweepResult found, CancellationToken cancellationToken)
    {
        var status = (ns.Status ?? new()) with { Conditions = NamespaceConditions.Update(ns.Status?.Conditions, found, Now) };
        if (KubeJson.Write(status).AsSpan().SequenceEqual(KubeJson.Write(ns.Status ?? new())))
            return ns;
        return await Client.For<V1Namespace>().UpdateStatusAsync(ns with { Status = status }, cancellationToken).ConfigureAwait(false);
    }
}

using k8s;
using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.ReplicaSets;

/// <summary>Keeps as many pods as an owner asks for. The base of ReplicaSet and ReplicationController, which differ in form only.</summary>
internal abstract class ReplicaController<T> : KeyedController
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ObjectCache<T> _owners;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly Expectations _expectations;
    private readonly EventRecorder _events;
    private readonly Claimer<T, V1Pod> _claimer;
    private readonly PodWriter _writer;

    protected ReplicaController(ControllerContext context, string name)
        : base(context, name, workers: 5)
    {
        _expectations = new(context.Time);
        _events = context.Recorder(name);
        _owners = WatchOwn<T>();
        _owners.AddControllerIndex();
        _pods = Watch<V1Pod>(OnPod);
        _pods.AddControllerIndex();
        _claimer = new(Client, _pods);
        _writer = new(Client, _events, _expectations);
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_owners.Get(key) is not { } obj)
        {
            _expectations.Forget(key);
            return ReconcileResult.Done;
        }

        var owner = Describe(obj);
        var mayAct = _expectations.Satisfied(key);
        var pods = await _claimer.ClaimAsync(obj, owner.Selector, cancellationToken).ConfigureAwait(false);
        var plan = mayAct && !owner.IsDeleting ? ReplicaPlan.Decide(owner, pods, Related(obj, pods)) : null;
        var error = plan is null ? null : await ApplyAsync(owner, plan, cancellationToken).ConfigureAwait(false);
        await WriteStatusAsync(obj, owner, pods, plan, error, cancellationToken).ConfigureAwait(false);
        if (error is not null)
            return ReconcileResult.Failed(error);
        return pods.Min(pod => pod.UntilAvailable(owner.MinReadySeconds, Now)) is { } wait ? ReconcileResult.Later(wait) : ReconcileResult.Done;
    }

    /// <summary>The neutral form of the object.</summary>
    protected abstract ReplicaOwner Describe(T obj);

    /// <summary>The object with that status, or null if it has it already.</summary>
    protected abstract T? WithStatus(T obj, ReplicaStatus status);

    private async Task<ApiException?> ApplyAsync(ReplicaOwner owner, ReplicaPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Create > 0)
        {
            var pods = Enumerable.Range(0, plan.Create).Select(_ => owner.Template.MakePod(owner.Identity)).ToArray();
            return await _writer.CreateAsync(owner.Identity, owner.Reference, pods, cancellationToken).ConfigureAwait(false);
        }

        return plan.Delete.Count == 0
            ? null
            : await _writer.DeleteAsync(owner.Identity, owner.Reference, plan.Delete, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteStatusAsync(
        T obj, ReplicaOwner owner, List<V1Pod> pods, ReplicaPlan? plan, ApiException? error, CancellationToken cancellationToken)
    {
        // Without a plan nothing was tried, so what was said about failures stands.
        var failure = plan is null ? owner.Status.Failure : null;
        if (error is not null)
            failure = owner.Status.FailureNow(plan!.Create > 0 ? "FailedCreate" : "FailedDelete", error.Message);
        if (WithStatus(obj, ReplicaPlan.Status(owner, pods, Now, failure)) is { } updated)
            await Client.For<T>().UpdateStatusAsync(updated, cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<V1Pod> Related(T obj, List<V1Pod> own) => obj.ControllerOf() is { } parent
        ? _owners.OwnedBy(parent.Uid).SelectMany(sibling => _pods.OwnedBy(sibling.Metadata.Uid))
        : own;

    private void OnPod(InformerChange<V1Pod> change)
    {
        if (change.Before?.ControllerOf() is { } former && former.Uid != change.After?.ControllerOf()?.Uid)
            Wake(change.Current, former);
        if (change.Current.ControllerOf() is { } controller)
        {
            if (Find(change.Current, controller) is not { } key)
                return;
            _expectations.Seen(key, change);
            Queue.Add(key);
            return;
        }

        // An orphan: whoever selects it may want to adopt it.
        if (change.IsDeletion)
            return;
        foreach (var owner in _owners.List(change.Current.Metadata.NamespaceProperty ?? ""))
        {
            if (Describe(owner).Selector.Matches(change.Current.Metadata.Labels))
                Queue.Add(owner.Key());
        }
    }

    private void Wake(V1Pod pod, V1OwnerReference controller)
    {
        if (Find(pod, controller) is { } key)
            Queue.Add(key);
    }

    private ObjectKey? Find(V1Pod pod, V1OwnerReference controller)
    {
        if (controller.Kind != ResourceType.Of<T>().Kind)
            return null;
        var key = new ObjectKey(pod.Metadata.NamespaceProperty ?? "", controller.Name);
        return _owners.Get(key) is { } owner && owner.Metadata.Uid == controller.Uid ? key : null;
    }
}
